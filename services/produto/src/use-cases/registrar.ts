import { type Feito, mudancas, sobre } from '@foodious/contracts/auditoria.ts';
import { daEquipe } from '@foodious/contracts/scopes.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { auditar } from '@foodious/messaging/auditar.ts';
import { isUniqueViolation } from '@foodious/platform/sql.ts';
import type { ProdutoTx } from '../db/schema.ts';
import { imagemUrl, type Produto } from '../domain/produto.ts';

/**
 * Tells pedido, who keeps a copy of the catalogue, and the trail what a product is now; the audit log, what the staff changed.
 * @param antes null for a new one
 */
export function registrar(tx: ProdutoTx, antes: Produto | null, agora: Produto): void {
  const { imagem, ...produto } = agora;
  const dados = { ...produto, imagemUrl: imagemUrl(imagem) };
  tx.announce('produto-alterado', { group: `produto-${produto.id}` }, dados);
  tx.note('produto', null, dados);
  const feito = daEquipe(tx.papel) ? feitoDe(antes, agora) : null;
  if (feito) auditar(tx, feito);
}

/** What the audit log is told of a change; null where nothing changed. */
function feitoDe(antes: Produto | null, agora: Produto): Feito | null {
  if (antes === null) return { acao: 'produto-criado', sobre: sobre('produto', agora.id), depois: campos(agora) };
  const mudou = mudancas(campos(antes), campos(agora));
  return mudou && { acao: acaoDe(antes, agora), sobre: sobre('produto', agora.id), ...mudou };
}

function acaoDe(antes: Produto, agora: Produto) {
  if (antes.disponivel !== agora.disponivel) return agora.disponivel ? 'produto-disponivel' : 'produto-esgotado';
  return antes.ativo && !agora.ativo ? 'produto-retirado' : 'produto-mudado';
}

/** What the audit log tells of a product. */
const campos = ({ id: _, versao: __, imagem, ...ficha }: Produto) => ({
  ...ficha,
  imagem: imagem?.chave ?? imagem?.texto ?? null,
});

/** Waits for a product to be written. Throws Refusal `invalid` when an active one has its name already. */
export async function nomeLivre<T>(writing: Promise<T>): Promise<T> {
  try {
    return await writing;
  } catch (error) {
    if (isUniqueViolation(error)) throw new Refusal('invalid', 'O nome do produto não é único', { campo: 'nome' });
    throw error;
  }
}
