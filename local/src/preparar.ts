import { type Party, parties } from '@foodious/contracts/services.ts';
import type { Logger } from '@foodious/platform/log.ts';
import type { Login } from '@foodious/platform/mysql.ts';
import { SettingsError } from '@foodious/platform/settings.ts';
import { composes } from './compose.ts';
import type { PreparationSettings } from './settings.ts';

/** Whose unit is a document, and not a table. */
const DOCUMENTOS: Party = 'pagamento';

/**
 * Makes ready what the parties keep their data in: on the servers whose administrator is told, a database and a user for each of them, the
 * user being nobody in the others' databases; then every schema, by that user. Repeatable: what is there stays, a user's password is the
 * one that is told. Throws SettingsError for what is missing, Unavailable while a server is away.
 * @param pronto hears of each party that is
 */
export async function prepararBancos(
  settings: PreparationSettings,
  log: Logger,
  pronto: (party: Party) => void,
): Promise<void> {
  const { MYSQL_ADMIN_USER, MYSQL_ADMIN_PASSWORD, MONGO_ADMIN_USER, MONGO_ADMIN_PASSWORD } = settings;
  const usuarios = new Map<Party, Login>();
  for (const party of parties)
    if (party === DOCUMENTOS ? MONGO_ADMIN_USER : MYSQL_ADMIN_USER) usuarios.set(party, loginDe(settings, party));
  if (new Set([...usuarios.values()].map(({ user }) => user)).size < usuarios.size)
    throw new SettingsError('…_DB_USER: each party has a user of its own');

  if (MYSQL_ADMIN_USER) {
    const MYSQL_URL = semUsuario('MYSQL_URL', settings.MYSQL_URL);
    const { prepareMysql } = await import('@foodious/platform/mysql.ts');
    const comTabelas = [...usuarios].filter(([party]) => party !== DOCUMENTOS);
    await prepareMysql(
      { MYSQL_URL, MYSQL_USER: MYSQL_ADMIN_USER, MYSQL_PASSWORD: MYSQL_ADMIN_PASSWORD },
      Object.fromEntries(comTabelas),
    );
  }
  const dosDocumentos = usuarios.get(DOCUMENTOS);
  if (dosDocumentos) {
    const MONGO_URL = semUsuario('MONGO_URL', settings.MONGO_URL);
    const { prepararUsuario } = await import('@foodious/pagamento/store/mongo/usuarios.ts');
    const administrador = { MONGO_URL, MONGO_USER: MONGO_ADMIN_USER, MONGO_PASSWORD: MONGO_ADMIN_PASSWORD };
    await prepararUsuario(administrador, dosDocumentos);
  }

  for (const party of parties) {
    const { user, password } = usuarios.get(party) ?? {};
    const como =
      party === DOCUMENTOS
        ? { MONGO_USER: user ?? settings.MONGO_USER, MONGO_PASSWORD: password ?? settings.MONGO_PASSWORD }
        : { MYSQL_USER: user ?? settings.MYSQL_USER, MYSQL_PASSWORD: password ?? settings.MYSQL_PASSWORD };
    const service = await composes[party]({ ...settings, ...como }, log);
    try {
      await service.migrate();
    } finally {
      await service.close();
    }
    pronto(party);
  }
}

function loginDe(settings: PreparationSettings, party: Party): Login {
  const nome = party.toUpperCase() as Uppercase<Party>;
  const { [`${nome}_DB_USER` as const]: user, [`${nome}_DB_PASSWORD` as const]: password } = settings;
  if (!user || !password)
    throw new SettingsError(`${nome}_DB_USER, ${nome}_DB_PASSWORD: missing: who ${party} is there`);
  return { user, password };
}

/** The address of a server that an administrator comes to. */
function semUsuario(nome: 'MYSQL_URL' | 'MONGO_URL', url: string | undefined): string {
  if (!url) throw new SettingsError(`${nome}: missing: an administrator of what?`);
  if (new URL(url).username) throw new SettingsError(`${nome}: must name no user, where an administrator is told`);
  return url;
}
