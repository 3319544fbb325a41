/**
 * The story of the restaurant, step by step, through HTTP only. Against a running system when GATEWAY_URL and CREDENCIAIS
 * say where (its SES, SQS and Pix by the usual settings); else against one of its own, in a temporary folder, which `--stay`
 * keeps open afterwards.
 */
import { once } from 'node:events';
import { type HouseSettings, houseSettings } from '@foodious/local/settings.ts';
import { readSettings } from '@foodious/platform/settings.ts';
import { connect, emailsPara, readCredentials } from '@foodious/testing/client.ts';
import { encerrar, environment, freshPlace, type Place, spawnSystem } from '@foodious/testing/place.ts';
import { story } from './historia.ts';

const { GATEWAY_URL, CREDENCIAIS, PORT, PORT_BASE } = process.env;

if (GATEWAY_URL && CREDENCIAIS) {
  const settings = readSettings(houseSettings, [], { ...process.env, DATA_DIR: ':memory:' });
  await reachable(settings);
  await tell(settings, CREDENCIAIS);
} else {
  const fresh = await freshPlace();
  const place: Place = {
    ...fresh,
    ...(PORT ? { port: Number(PORT) } : {}),
    ...(PORT_BASE ? { base: Number(PORT_BASE) } : {}),
  };
  place.gateway = `http://127.0.0.1:${place.port}`;
  console.log(`Opening a restaurant of its own at ${place.gateway}`);
  const { child } = await spawnSystem(place);
  try {
    await tell(readSettings(houseSettings, [], environment(place)), `${place.dataDir}/credenciais.json`);
    if (process.argv.includes('--stay')) {
      console.log(`It stays open at ${place.gateway} (${place.dataDir}/credenciais.json lets in). Ctrl-C closes it.`);
      await once(process, 'SIGINT');
    }
  } finally {
    await encerrar(child, 'SIGTERM');
    fresh.remove();
  }
}

/** Everything the story talks to answers; else a sentence says what does not, and which setting names it. */
async function reachable({ GATEWAY_URL, PIX_URL, SES_ENDPOINT }: HouseSettings) {
  for (const [setting, url] of Object.entries({ GATEWAY_URL, PIX_URL, SES_ENDPOINT }))
    await fetch(`${url}/health`).catch(({ cause }) => {
      console.error(`${setting}: nothing answers at ${url} (${cause?.code}). A system on other ports is found by the settings it
was started with: the same PORT_BASE, or ${setting} itself.`);
      process.exit(1);
    });
}

async function tell({ GATEWAY_URL, PIX_URL, SES_ENDPOINT }: HouseSettings, credentialsFile: string) {
  const doors = connect(readCredentials(credentialsFile), GATEWAY_URL);
  const [totem, gerente, cozinha] = await Promise.all([doors.totem(), doors.gerente(), doors.cozinha()]);
  await story({
    totem,
    gerente,
    cozinha,
    banco: PIX_URL,
    emailsPara: (address) => emailsPara(SES_ENDPOINT, address),
    paginas: GATEWAY_URL,
    say: console.log,
  });
}
