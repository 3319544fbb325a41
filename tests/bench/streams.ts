import { Agent, get, type IncomingMessage } from 'node:http';
import { call, pause } from './client.ts';
import type { Open } from './house.ts';
import { type Percentiles, percentiles, round, type Use } from './measure.ts';

const STREAMS = 1_000;
const NEWS = 100;

export type StreamsResult = {
  streams: number;
  memoryMiB: number;
  idleCpuPercent: number;
  cpuMsPerNews: number;
  heardAfterMs: Percentiles;
};

/** Opens a stream and calls back with each chunk it hears. */
const listen = (url: string, token: string, agent: Agent, heard: (text: string) => void): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    get(url, { agent, headers: { authorization: `Bearer ${token}` } }, (answer) => {
      if (answer.statusCode !== 200) return reject(new Error(`${url}: ${answer.statusCode}`));
      answer.setEncoding('utf8').on('data', heard);
      answer.on('error', () => {}); // cut at the end
      resolve(answer);
    }).on('error', reject);
  });

const all = (uses: ReadonlyMap<string, Use>, what: 'cpuSeconds' | 'memoryMiB') =>
  [...uses.values()].reduce((sum, use) => sum + use[what], 0);

/** 1 000 readers of the live menu: what they cost while nothing happens, and how fast each hears what does. */
export async function benchStreams({ gateway, totem, gerente, usage }: Open): Promise<StreamsResult> {
  const agent = new Agent({ maxSockets: STREAMS });
  const memoryBefore = all(usage(), 'memoryMiB');
  const cpu = () => all(usage(), 'cpuSeconds');
  let told = 0;
  const delays: number[] = [];
  const open: IncomingMessage[] = [];
  for (let i = 0; i < STREAMS; i += 50)
    open.push(
      ...(await Promise.all(
        [...Array(50)].map(() =>
          listen(`${gateway}/v2/cardapio/eventos`, totem, agent, (text) => {
            if (text.includes('event: produto')) delays.push(performance.now() - told);
          }),
        ),
      )),
    );
  await pause(2_000);
  const memoryMiB = round(all(usage(), 'memoryMiB') - memoryBefore, 0);
  const cpuBefore = cpu();
  await pause(5_000);
  const idleCpu = (cpu() - cpuBefore) / 5;

  const cpuBusy = cpu();
  for (let i = 0; i < NEWS; i += 1) {
    told = performance.now();
    const path = '/v2/produto/1/disponibilidade';
    await call(gateway + path, 'PUT', gerente, { disponivel: i % 2 === 1 });
    while (delays.length < (i + 1) * STREAMS) await pause(2);
  }
  for (const answer of open) answer.destroy();
  agent.destroy();
  return {
    streams: STREAMS,
    memoryMiB,
    idleCpuPercent: round(idleCpu * 100),
    cpuMsPerNews: round(((cpu() - cpuBusy) / NEWS) * 1000),
    heardAfterMs: percentiles(delays),
  };
}
