import { type ClienteNaGerencia, clientesNaGerencia } from '../../db/gerencia/clientes.ts';
import type { Pagina } from '../../db/gerencia/pagina.ts';
import type { Reader } from '../../db/schema.ts';
import { talvezCpf } from '../../domain/cliente.ts';

/** Who matches a text, newest first: a whole CPF, or how a name or an e-mail begins; everybody where it is empty. */
export async function buscarClientes({ db }: Reader, texto: string, pagina: Pagina): Promise<ClienteNaGerencia[]> {
  const clientes = clientesNaGerencia(db);
  if (texto === '') return clientes.list(pagina);
  const cpf = talvezCpf(texto);
  return cpf === undefined ? clientes.listByComeco(texto, pagina) : clientes.listByCpf(cpf, pagina);
}
