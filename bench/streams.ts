import { Agent, get, type IncomingMessage } from 'node:http';
import { call, cpuSeconds, type House, memoryMiB, pause, percentiles } from './support.ts';

const STREAMS = 1_000;
const NEWS = 100;

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

/** 1 000 readers of the live menu: what they cost while nothing happens, and how fast each hears what does. */
export async function benchStreams({ place, totem, gerente, pid }: House) {
  const agent = new Agent({ maxSockets: STREAMS });
  const memoryBefore = memoryMiB(pid);
  let told = 0;
  const delays: number[] = [];
  const open: IncomingMessage[] = [];
  for (let i = 0; i < STREAMS; i += 50)
    open.push(
      ...(await Promise.all(
        [...Array(50)].map(() =>
          listen(`${place.gateway}/v2/cardapio/eventos`, totem, agent, (text) => {
            if (text.includes('event: produto')) delays.push(performance.now() - told);
          }),
        ),
      )),
    );
  await pause(2_000);
  const memory = memoryMiB(pid) - memoryBefore;
  const cpuBefore = cpuSeconds(pid);
  await pause(5_000);
  const idleCpu = (cpuSeconds(pid) - cpuBefore) / 5;

  const cpuBusy = cpuSeconds(pid);
  for (let i = 0; i < NEWS; i += 1) {
    told = performance.now();
    const path = '/v2/produto/1/disponibilidade';
    await call(place.gateway + path, 'PUT', gerente, { disponivel: i % 2 === 1 });
    while (delays.length < (i + 1) * STREAMS) await pause(2);
  }
  const result = {
    streams: STREAMS,
    memoryMiB: memory,
    idleCpuPercent: Math.round(idleCpu * 1000) / 10,
    cpuMsPerNews: Math.round(((cpuSeconds(pid) - cpuBusy) / NEWS) * 10_000) / 10,
    heardAfterMs: percentiles(delays),
  };
  for (const answer of open) answer.destroy();
  agent.destroy();
  console.log(`\n${STREAMS} streams: ${memory} MiB, ${result.idleCpuPercent} % of a core while nothing happens`);
  console.table({ 'heard after': result.heardAfterMs });
  return result;
}
