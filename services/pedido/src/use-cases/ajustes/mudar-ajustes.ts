import { mudancas } from '@foodious/contracts/auditoria.ts';
import { Stale } from '@foodious/kernel/refusal.ts';
import { auditar } from '@foodious/messaging/auditar.ts';
import { type AjustesGuardados, ajustes } from '../../db/ajustes.ts';
import type { PedidoTx } from '../../db/schema.ts';
import type { Ajustes } from '../../domain/ajustes.ts';

/**
 * Sets what the restaurant chose for its screens, all at once; the cozinha is told
 * what goes for a preparation. Throws Stale when they are no longer what was changed.
 * @param pedidos without `meios`: those stay as they are
 * @param versao the version they were changed from; undefined: whichever stands
 */
export async function mudarAjustes(
  tx: PedidoTx,
  pedidos: Omit<Ajustes, 'meios'> & { meios?: Ajustes['meios'] | undefined },
  versao: number | undefined,
): Promise<AjustesGuardados> {
  const { ajustes: antes } = await ajustes(tx.db).get();
  const novos: Ajustes = { ...pedidos, meios: pedidos.meios ?? antes.meios };
  const mudou = await ajustes(tx.db).update(novos, versao);
  const atuais = await ajustes(tx.db).get();
  if (!mudou) throw new Stale(atuais);
  const { voltarMin, recolherMin } = novos.cozinha;
  tx.announce('ajustes-alterados', { group: 'ajustes' }, { versao: atuais.versao, voltarMin, recolherMin });
  const mudaram = mudancas(campos(antes), campos(novos));
  if (mudaram) auditar(tx, { acao: 'ajustes-mudados', sobre: null, ...mudaram });
  return atuais;
}

/** What the audit log tells of the ajustes. */
const campos = ({ lanchonete, totem, cozinha, painel, meios }: Ajustes) => ({
  lanchonete,
  'totem.ociosoS': totem.ociosoS,
  'totem.avisoS': totem.avisoS,
  'totem.pixOciosoS': totem.pixOciosoS,
  'cozinha.amareloMin': cozinha.amareloMin,
  'cozinha.vermelhoMin': cozinha.vermelhoMin,
  'cozinha.voltarMin': cozinha.voltarMin,
  'cozinha.recolherMin': cozinha.recolherMin,
  'painel.som': painel.som,
  'painel.fala': painel.fala,
  'meios.pix': meios.pix,
  'meios.balcao': meios.balcao,
});
