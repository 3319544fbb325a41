import { createApi } from '../../../api/client.ts';
import type { components } from '../../../api/schema.ts';

/** The API, with the session of who has signed in here. */
export const { api, body } = createApi('gerencia');

type Schemas = components['schemas'];
export type Pedido = Schemas['PedidoNaGerencia'];
export type PedidoInteiro = Schemas['PedidoInteiroNaGerencia'];
export type Estado = Pedido['estado'];
export type Passo = Schemas['Passo'];
export type Produto = Schemas['ProdutoNaGerencia'];
export type FichaProduto = Schemas['FichaProdutoInput'];
export type Cliente = Schemas['ClienteNaGerencia'];
export type Email = Schemas['EmailNaGerencia'];
export type Relatorio = Schemas['Relatorio'];
export type Ajustes = Schemas['Ajustes'];
export type Morta = Schemas['MensagemMorta'];
