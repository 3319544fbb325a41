import type { components } from '../../../api/schema.ts';

type Schemas = components['schemas'];
export type Pedido = Schemas['PedidoNaGerencia'];
export type PedidoInteiro = Schemas['PedidoInteiroNaGerencia'];
export type Produto = Schemas['ProdutoNaGerencia'];
export type FichaProduto = Schemas['FichaProdutoNaGerenciaInput'];
export type Cliente = Schemas['ClienteNaGerencia'];
export type Email = Schemas['EmailNaGerencia'];
export type Relatorio = Schemas['Relatorio'];
export type Ajustes = Schemas['Ajustes'];
/** A message that waits for somebody: it died, or its queue refused it (`recusa`, the code of the queue). */
export type Carta = Pick<Schemas['MensagemMorta'], 'id' | 'mensagem' | 'pedidoId' | 'corpo'> & {
  em: string;
  recusa: string | null;
};
