import { addresses } from '@foodious/contracts/addresses.ts';
import { novoConvite } from '@foodious/gateway/adapters/convite/guardado.ts';
import { publicAddress } from '@foodious/platform/network.ts';
import { readSettingsAndSecrets } from '@foodious/platform/references.ts';
import { openSecretStore } from '@foodious/platform/secret-store.ts';
import { processSettings, SettingsError, secretStoreSettings } from '@foodious/platform/settings.ts';

// npm run convite: a link by which whoever runs this machine becomes a gerente, whether the restaurant runs or not.
process.umask(0o077); // whatever is made here is its owner's alone
try {
  const shape = { ...processSettings, ...addresses.gateway, ...addresses.aws, ...secretStoreSettings };
  const settings = await readSettingsAndSecrets(shape, process.argv.slice(2), process.env);
  if (settings.DATA_DIR === ':memory:' && !settings.SECRETS_STORE)
    throw new SettingsError('DATA_DIR: what is kept in memory only takes no convite');
  const segredos = await openSecretStore(settings);
  const token = await novoConvite(segredos);
  segredos.close();
  console.log(`Open this link once, within a day:

  ${publicAddress(settings)}/gerencia#convite=${token}

It has the address that PORT, HOST and GATEWAY_URL say here: give them as the restaurant got them at its start.
Who opens it chooses a name, a user and a palavra-passe, and is a gerente. A user there is already gets the new palavra-passe.`);
} catch (error) {
  const { code, message } = error as NodeJS.ErrnoException;
  // What a person can mend is a sentence; anything else is a bug, and comes with its stack.
  if (error instanceof SettingsError || code !== undefined) process.stderr.write(`Failed: ${message}\n`);
  else console.error(error);
  process.exitCode = 1;
}
