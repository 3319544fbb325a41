import { nomesDasAcoes } from '@foodious/contracts/acoes.ts';
import { ehTela, type Tela, telas } from '../../../../api/telas.ts';
import { dinheiro } from '../../../../ui/format.ts';
import { estados, estadosDoPagamento } from '../../../../ui/palavras.ts';
import { papeis } from '../../../../ui/papeis.ts';
import type { Reparo } from '../dinheiro/api.ts';
import { dizerReparo, dizerTipo, ehDivergencia, ehReparo } from '../dinheiro/divergencias.ts';
import { dizerResultado } from '../dinheiro/resultados.ts';
import type { Campos, Entrada } from './use-auditoria.ts';

/** What was done, as people say it; an action newer than this page, by its own name. */
export const dizerAcao = (acao: string): string =>
  Object.hasOwn(nomesDasAcoes, acao) ? nomesDasAcoes[acao as keyof typeof nomesDasAcoes] : acao;

/** What it is about, and the page that shows it. */
export function dizerSobre({ tipo, id }: NonNullable<Entrada['sobre']>): { texto: string; para: string | undefined } {
  const { nome, pagina } = SOBRE[tipo] ?? { nome: tipo, pagina: undefined };
  return { texto: `${nome} ${id}`, para: pagina?.replace(':id', id) };
}

const SOBRE: Readonly<Record<string, { nome: string; pagina?: string }>> = {
  produto: { nome: 'produto', pagina: '/cardapio' },
  pedido: { nome: 'pedido', pagina: '/pedidos/:id' },
  cliente: { nome: 'cliente', pagina: '/clientes' },
  pessoa: { nome: 'pessoa', pagina: '/equipe' },
  aparelho: { nome: 'aparelho', pagina: '/aparelhos' },
  mensagem: { nome: 'mensagem' },
  pagamento: { nome: 'pagamento' },
  estorno: { nome: 'devolução' },
  caixa: { nome: 'caixa de' },
  divergencia: { nome: 'divergência', pagina: '/conciliacao' },
  notificacao: { nome: 'notificação do banco', pagina: '/notificacoes' },
  protocolo: { nome: 'protocolo' },
};

/** The fields that an entry tells of, each before and after; undefined where one side does not say. */
export function mudancasDe({ antes, depois }: Pick<Entrada, 'antes' | 'depois'>): {
  campo: string;
  de: string | undefined;
  para: string | undefined;
}[] {
  const campos = [...new Set([...Object.keys(antes ?? {}), ...Object.keys(depois ?? {})])];
  return campos.map((campo) => ({
    campo: rotulos[campo] ?? campo,
    de: dizerValor(campo, antes),
    para: dizerValor(campo, depois),
  }));
}

function dizerValor(campo: string, lado: Campos | null): string | undefined {
  const valor = lado?.[campo];
  if (valor === undefined) return undefined;
  if (valor === null) return 'nada';
  if (typeof valor === 'boolean') return valor ? 'sim' : 'não';
  if (EM_CENTAVOS.has(campo)) return dinheiro(Number(valor) / 100);
  if (campo === 'papel' && Object.hasOwn(papeis, valor)) return papeis[valor as keyof typeof papeis].nome;
  if (campo === 'estado' && Object.hasOwn(estados, valor)) return estados[valor as keyof typeof estados].nome;
  if (campo === 'estado' && Object.hasOwn(estadosDoPagamento, valor))
    return estadosDoPagamento[valor as keyof typeof estadosDoPagamento].nome;
  if (campo === 'forma') return FORMAS[String(valor)] ?? String(valor);
  if (campo === 'resultado') return dizerResultado({ resultado: String(valor), tentativas: 1 }).nome;
  if (campo === 'tipo' && ehDivergencia(String(valor))) return dizerTipo({ tipo: String(valor) }).nome;
  if (campo === 'acao' && ehReparo(String(valor))) return dizerReparo(valor as Reparo).fazer;
  if (campo === 'com') return MEIOS[String(valor)] ?? String(valor);
  if ((campo === 'tela' || campo === 'tipo') && ehTela(String(valor))) return telas[valor as Tela].titulo;
  return String(valor);
}

/** Fields that are money. */
const EM_CENTAVOS: ReadonlySet<string> = new Set([
  'precoCentavos',
  'centavos',
  'entregueCentavos',
  'trocoCentavos',
  'fundoCentavos',
  'dinheiroEsperado',
  'dinheiroContado',
  'cartaoEsperado',
  'cartaoContado',
]);

const FORMAS: Readonly<Record<string, string>> = { dinheiro: 'dinheiro', cartao: 'cartão' };

/** By what somebody signs in. */
const MEIOS: Readonly<Record<string, string>> = { pin: 'PIN', codigo: 'código por e-mail', programa: 'um programa' };

const rotulos: Readonly<Record<string, string>> = {
  precoCentavos: 'preço',
  idCategoriaProduto: 'categoria',
  descricao: 'descrição',
  disponivel: 'à venda',
  comEmail: 'com e-mail',
  nomeMudou: 'nome mudou',
  emailMudou: 'e-mail mudou',
  centavos: 'valor',
  entregueCentavos: 'entregue',
  trocoCentavos: 'troco',
  fundoCentavos: 'fundo',
  dinheiroEsperado: 'dinheiro esperado',
  dinheiroContado: 'dinheiro contado',
  cartaoEsperado: 'cartão esperado',
  cartaoContado: 'cartão contado',
  acao: 'solução',
  motivoCaracteres: 'letras do motivo',
  temPin: 'com PIN',
  primeiro: 'do primeiro início',
  marketing: 'ofertas por e-mail',
  'totem.ociosoS': 'totem: segundos sem toque',
  'totem.avisoS': 'totem: segundos de espera pela resposta',
  'totem.pixOciosoS': 'totem: segundos com um Pix aberto',
  'cozinha.amareloMin': 'cozinha: minutos até o amarelo',
  'cozinha.vermelhoMin': 'cozinha: minutos até o vermelho',
  'cozinha.voltarMin': 'cozinha: minutos para desfazer',
  'cozinha.recolherMin': 'cozinha: minutos até recolher',
  'painel.som': 'painel: som',
  'painel.fala': 'painel: fala',
  'meios.pix': 'pagamento: Pix',
  'meios.balcao': 'pagamento: no balcão',
};
