import { rethrow } from './errors.ts';
import { bancoDe, clienteMongo, type MongoServidor } from './server.ts';

/**
 * Makes, as the administrator of a server, the user that may read and write the database of the address, and no other. Repeatable: who
 * is there gets the password that is told here.
 */
export async function prepararUsuario(
  servidor: MongoServidor,
  { user, password: pwd }: { user: string; password: string },
): Promise<void> {
  const client = await clienteMongo(servidor);
  try {
    const admin = client.db('admin');
    const { users } = await admin.command({ usersInfo: user });
    const como = { pwd, roles: [{ role: 'readWrite', db: bancoDe(servidor.MONGO_URL) }] };
    await admin.command(users.length > 0 ? { updateUser: user, ...como } : { createUser: user, ...como });
  } catch (error) {
    rethrow(error);
  } finally {
    await client.close();
  }
}
