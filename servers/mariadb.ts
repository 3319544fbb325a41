import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomSecret } from '@foodious/platform/secrets.ts';
import { createConnection } from 'mysql2/promise';
import { program, run } from './programs.ts';
import { type Place, type Server, server } from './server.ts';

/** What a server is besides: options of its own, statements at its start, and the file of who certifies it. */
type More = { options?: readonly string[]; sql?: string; ca?: string };

/** Debian's MariaDB; its user `foodious` may make databases and do anything in them. */
export function mariadb(place: Place, { options = [], sql = '', ca }: More = {}): Server {
  const { dir, port } = place;
  const data = join(dir, 'data');
  const access = join(dir, 'acesso.json');
  const password = (): string => JSON.parse(readFileSync(access, 'utf8')).senha;
  const url = () => `mysql://foodious:${password()}@127.0.0.1:${port}`;
  const common = ['--no-defaults', `--datadir=${data}`, ...(process.getuid?.() === 0 ? ['--user=root'] : [])];
  return server({
    place,
    url,
    async command() {
      if (!existsSync(data)) {
        // Under another name until it is whole: whoever is interrupted here starts over.
        const draft = join(dir, 'data.new');
        rmSync(draft, { recursive: true, force: true });
        mkdirSync(draft, { mode: 0o700 });
        // Forced: it need not know its host's name.
        await run(program('mariadb-install-db'), [...common, `--datadir=${draft}`, '--skip-test-db', '--force']);
        renameSync(draft, data);
      }
      if (!existsSync(access)) writeFileSync(access, JSON.stringify({ senha: randomSecret() }), { mode: 0o600 });
      const tmp = join(dir, 'tmp');
      mkdirSync(tmp, { recursive: true });
      const init = join(dir, 'init.sql'); // a file, for arguments can be read by everyone on the machine
      writeFileSync(init, initSql(password()) + sql, { mode: 0o600 });
      return [
        program('mariadbd'),
        ...common,
        `--init-file=${init}`,
        `--port=${port}`,
        '--bind-address=127.0.0.1',
        '--skip-name-resolve',
        '--socket=mariadb.sock', // in the data folder: a whole path may be longer than a socket's may be
        '--pid-file=mariadb.pid',
        `--tmpdir=${tmp}`, // its own: in tests there are many servers
        '--skip-log-bin',
        '--innodb-flush-log-at-trx-commit=1',
        '--innodb-buffer-pool-size=512M',
        '--innodb-log-file-size=256M',
        '--max-connections=300',
        '--character-set-server=utf8mb4',
        '--collation-server=utf8mb4_bin',
        ...options,
      ];
    },
    async answers() {
      const connection = await createConnection({
        uri: url(),
        connectTimeout: 1_000,
        ...(ca && { ssl: { ca: readFileSync(ca) } }), // by its address, which is no name
      });
      await connection.ping();
      await connection.end();
    },
  });
}

/** Any database with an underscore in its name is ours, as `<prefix>_<service>` has; the server's own have none. */
const initSql = (password: string) => `
create user if not exists foodious@'127.0.0.1';
alter user foodious@'127.0.0.1' identified by '${password}';
grant all privileges on \`%\\_%\`.* to foodious@'127.0.0.1';
`;
