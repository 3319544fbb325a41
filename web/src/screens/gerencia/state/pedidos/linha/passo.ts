import type { ChamadaAoProvedor, MotivoDaRejeicao, TipoDaTrilha } from '../../../../../api/restaurante.ts';
import { estados, estadosDoPagamento, nomeDoEmail, type Tom } from '../../palavras.ts';
import { duracao } from '../../tempo.ts';
import type { Passo } from '../../tipos.ts';

/** What a mark of the picture is: a change of state is the story, the rest is how it came about. */
type Forma = 'estado' | 'sai' | 'chega' | 'nota';
export type Dito = { texto: string; frase: string; tom: Tom; forma: Forma };

const chamadas: Readonly<Record<string, string>> = {
  criar: 'cria a cobrança',
  obter: 'consulta a cobrança',
  cancelar: 'cancela a cobrança',
  estornar: 'estorna',
} satisfies Record<ChamadaAoProvedor, string>;
const servicos: Readonly<Record<string, string>> = { pedido: 'Pedido', pagamento: 'Pagamento', cozinha: 'Comanda' };
const motivos: Readonly<Record<string, string>> = {
  recusado: 'o banco recusou',
  expirado: 'o prazo do Pix acabou',
  cancelado: 'a cobrança foi cancelada',
} satisfies Record<MotivoDaRejeicao, string>;

const palavra = (valor: unknown): string => (typeof valor === 'string' ? valor : '');
const numero = (valor: unknown): number => (typeof valor === 'number' ? valor : 0);
const nomeDa = (mensagem: string | null): string => mensagem ?? 'mensagem';

/** How a step is said: in few words on the picture, in a sentence to who reads or listens. */
export function dizer(passo: Passo): Dito {
  const { tipo, servico } = passo;
  const dito = contos[tipo]?.(passo) ?? { texto: tipo, frase: `${servico}: ${tipo}`, tom: 'neutro', forma: 'nota' };
  return { ...dito, frase: dito.frase.charAt(0).toUpperCase() + dito.frase.slice(1) };
}

/** What each kind of step says. */
const contos: Readonly<Record<string, (passo: Passo) => Dito>> = {
  estado({ servico, detalhes: d }) {
    const para = palavra(d.para);
    const { nome: estado, tom } = (servico === 'pagamento'
      ? estadosDoPagamento[para]
      : estados[para as keyof typeof estados]) ?? { nome: para, tom: 'neutro' as const };
    const porque = motivos[palavra(d.motivo)];
    const frase = `${servicos[servico] ?? servico}: ${estado}${porque ? `, ${porque}` : ''}`;
    return { texto: estado, frase, tom, forma: 'estado' };
  },
  item: () => ({ texto: 'item marcado', frase: 'Um item da comanda foi marcado', tom: 'neutro', forma: 'nota' }),
  provedor({ servico, detalhes: d }) {
    const resultado = palavra(d.resultado);
    const bem = /^[a-z]/.test(resultado) && resultado !== 'erro'; // failures are told by the name of their class
    const chamada = chamadas[palavra(d.chamada)] ?? palavra(d.chamada);
    const frase = `${servico} ${chamada} no banco: ${resultado}`;
    return { texto: chamada, frase, tom: bem ? 'neutro' : 'aviso', forma: 'sai' };
  },
  'mensagem-enviada'({ servico, mensagem }) {
    const nome = nomeDa(mensagem);
    return { texto: nome, frase: `${servico} envia ${nome}`, tom: 'neutro', forma: 'sai' };
  },
  'mensagem-aguardando'({ servico, mensagem }) {
    const nome = nomeDa(mensagem);
    return { texto: nome, frase: `${nome} ainda espera para sair de ${servico}`, tom: 'espera', forma: 'sai' };
  },
  'mensagem-recebida'({ servico, mensagem, detalhes: d }) {
    const espera = duracao(numero(d.naFilaMs));
    const vez = numero(d.tentativa) > 1 ? `, na ${numero(d.tentativa)}ª tentativa` : '';
    const frase = `${servico} trata ${nomeDa(mensagem)}${vez}; da origem até aqui, ${espera}`;
    return { texto: `chegou em ${espera}`, frase, tom: 'neutro', forma: 'chega' };
  },
  'mensagem-repetida': ({ servico, mensagem }) => ({
    texto: 'repetida, ignorada',
    frase: `${servico} já conhecia ${nomeDa(mensagem)}`,
    tom: 'aviso',
    forma: 'chega',
  }),
  'mensagem-falhou'({ servico, mensagem, detalhes: d }) {
    const depois = typeof d.proximaEmMs === 'number' ? `; de novo em ${duracao(d.proximaEmMs)}` : '';
    const vez = numero(d.tentativa);
    const frase = `${servico} não conseguiu tratar ${nomeDa(mensagem)} (${palavra(d.erro)}), tentativa ${vez}${depois}`;
    return { texto: `tentativa ${vez} falhou`, frase, tom: 'aviso', forma: 'chega' };
  },
  'mensagem-enterrada': ({ servico, mensagem }) => ({
    texto: 'mensagem morta',
    frase: `${servico} desistiu: ${nomeDa(mensagem)} é mensagem morta`,
    tom: 'mau',
    forma: 'chega',
  }),
  'morta-reenviada': ({ mensagem }) => ({
    texto: 'reenviada',
    frase: `${nomeDa(mensagem)} foi reenviada`,
    tom: 'aviso',
    forma: 'sai',
  }),
  'morta-descartada': ({ mensagem, detalhes: d }) => ({
    texto: 'descartada',
    frase: `${nomeDa(mensagem)} foi descartada: ${palavra(d.motivo)}`,
    tom: 'mau',
    forma: 'nota',
  }),
  'email-escrito': ({ detalhes: d }) => ({
    texto: 'escreve e-mail',
    frase: `E-mail escrito: ${nomeDoEmail(palavra(d.email))}`,
    tom: 'neutro',
    forma: 'sai',
  }),
  'email-enviado'({ detalhes: d }) {
    const nome = nomeDoEmail(palavra(d.email));
    return { texto: nome, frase: `E-mail enviado: ${nome}`, tom: 'bom', forma: 'chega' };
  },
  'email-falhou': ({ detalhes: d }) => ({
    texto: 'não saiu',
    frase: `E-mail não saiu, tentativa ${numero(d.tentativa)}: ${nomeDoEmail(palavra(d.email))}`,
    tom: 'aviso',
    forma: 'chega',
  }),
  'email-desistido': ({ detalhes: d }) => ({
    texto: 'desistiu',
    frase: `E-mail desistido: ${nomeDoEmail(palavra(d.email))}`,
    tom: 'mau',
    forma: 'chega',
  }),
  'email-descartado': ({ detalhes: d }) => ({
    texto: 'sem destino',
    frase: `E-mail descartado, o cliente não existe mais: ${nomeDoEmail(palavra(d.email))}`,
    tom: 'neutro',
    forma: 'chega',
  }),
} satisfies Record<TipoDaTrilha, (passo: Passo) => Dito>;

/** Who made it happen, as people call them: ids of devices say nothing to anybody. */
export function quem(por: string): string {
  if (por.startsWith('totem')) return 'Totem';
  if (por.startsWith('cliente')) return 'Cliente';
  return { gerente: 'Gerente', cozinha: 'Cozinheiro', provedor: 'Banco' }[por] ?? por;
}
