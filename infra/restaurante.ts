import type { App } from 'aws-cdk-lib';
import type { Contexto } from './camada.ts';
import { Borda } from './stacks/borda.ts';
import { Cdn } from './stacks/cdn.ts';
import { Dados } from './stacks/dados.ts';
import { Esteira } from './stacks/esteira.ts';
import { Identidade } from './stacks/identidade.ts';
import { Mensagens } from './stacks/mensagens.ts';
import { Observacao } from './stacks/observacao.ts';
import { Rede } from './stacks/rede.ts';
import { Imagens, Preparo, Servicos } from './stacks/servicos.ts';

/** Every stack of the restaurant, in the order in which they stand on each other; last, on none, what lets GitHub deploy them. */
export function restaurante(app: App, contexto: Contexto) {
  const rede = new Rede(app, contexto);
  const dados = new Dados(app, contexto, { rede });
  const mensagens = new Mensagens(app, contexto);
  const imagens = new Imagens(app, contexto);
  const identidade = new Identidade(app, contexto, { rede });
  const cdn = new Cdn(app, contexto, { rede, dados });
  const preparo = new Preparo(app, contexto, { rede, dados, imagens });
  const servicos = new Servicos(app, contexto, { rede, dados, mensagens, identidade, imagens, preparo, cdn });
  const borda = new Borda(app, contexto, { rede, cdn, identidade, servicos });
  const observacao = new Observacao(app, contexto, { rede, dados, mensagens, identidade, servicos, borda });
  const { repositorio } = contexto.casa;
  const esteira: { esteira: Esteira } | Record<never, never> = repositorio
    ? { esteira: new Esteira(app, contexto, { repositorio }) }
    : {};
  return { rede, dados, mensagens, imagens, identidade, cdn, preparo, servicos, borda, observacao, ...esteira };
}
