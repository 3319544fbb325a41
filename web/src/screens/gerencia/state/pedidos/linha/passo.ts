import { estados, estadosDoPagamento, nomeDoEmail, type Tom } from '../../palavras.ts';
import { duracao } from '../../tempo.ts';
import type { Passo } from '../../tipos.ts';

/** What a mark of the picture is: a change of state is the story, the rest is how it came about. */
type Forma = 'estado' | 'sai' | 'chega' | 'nota';
export type Dito = { texto: string; frase: string; tom: Tom; forma: Forma };

const chamadas: Readonly<Record<string, string>> = {
  criar: 'cria a cobrança',
  consultar: 'consulta a cobrança',
  cancelar: 'cancela a cobrança',
  estornar: 'estorna',
};
const servicos: Readonly<Record<string, string>> = { pedido: 'Pedido', pagamento: 'Pagamento', cozinha: 'Comanda' };
const motivos: Readonly<Record<string, string>> = {
  recusado: 'o banco recusou',
  expirado: 'o prazo do Pix acabou',
  cancelado: 'a cobrança foi cancelada',
};

const palavra = (valor: unknown): string => (typeof valor === 'string' ? valor : '');
const numero = (valor: unknown): number => (typeof valor === 'number' ? valor : 0);

/** How a step is said: in few words on the picture, in a sentence to who reads or listens. */
export function dizer(passo: Passo): Dito {
  const dito = contar(passo);
  return { ...dito, frase: dito.frase.charAt(0).toUpperCase() + dito.frase.slice(1) };
}

function contar(passo: Passo): Dito {
  const { tipo, servico, mensagem, detalhes: d } = passo;
  const nome = mensagem ?? 'mensagem';
  switch (tipo) {
    case 'estado': {
      const para = palavra(d.para);
      const { nome: estado, tom } = (servico === 'pagamento'
        ? estadosDoPagamento[para]
        : estados[para as keyof typeof estados]) ?? { nome: para, tom: 'neutro' as const };
      const porque = motivos[palavra(d.motivo)];
      const frase = `${servicos[servico] ?? servico}: ${estado}${porque ? `, ${porque}` : ''}`;
      return { texto: estado, frase, tom, forma: 'estado' };
    }
    case 'mensagem-enviada':
      return { texto: nome, frase: `${servico} envia ${nome}`, tom: 'neutro', forma: 'sai' };
    case 'mensagem-aguardando':
      return { texto: nome, frase: `${nome} ainda espera para sair de ${servico}`, tom: 'espera', forma: 'sai' };
    case 'mensagem-recebida': {
      const espera = duracao(numero(d.naFilaMs));
      const vez = numero(d.tentativa) > 1 ? `, na ${numero(d.tentativa)}ª tentativa` : '';
      const frase = `${servico} trata ${nome}${vez}; da origem até aqui, ${espera}`;
      return { texto: `chegou em ${espera}`, frase, tom: 'neutro', forma: 'chega' };
    }
    case 'mensagem-repetida':
      return { texto: 'repetida, ignorada', frase: `${servico} já conhecia ${nome}`, tom: 'aviso', forma: 'chega' };
    case 'mensagem-falhou': {
      const depois = typeof d.proximaEmMs === 'number' ? `; de novo em ${duracao(d.proximaEmMs)}` : '';
      const frase = `${servico} não conseguiu tratar ${nome} (${palavra(d.erro)}), tentativa ${numero(d.tentativa)}${depois}`;
      return { texto: `tentativa ${numero(d.tentativa)} falhou`, frase, tom: 'aviso', forma: 'chega' };
    }
    case 'mensagem-enterrada':
      return {
        texto: 'mensagem morta',
        frase: `${servico} desistiu: ${nome} é mensagem morta`,
        tom: 'mau',
        forma: 'chega',
      };
    case 'morta-reenviada':
      return { texto: 'reenviada', frase: `${nome} foi reenviada`, tom: 'aviso', forma: 'sai' };
    case 'morta-descartada':
      return {
        texto: 'descartada',
        frase: `${nome} foi descartada: ${palavra(d.motivo)}`,
        tom: 'mau',
        forma: 'nota',
      };
    case 'provedor': {
      const resultado = palavra(d.resultado);
      const bem = /^[a-z]/.test(resultado) && resultado !== 'erro'; // failures are told by the name of their class
      const chamada = chamadas[palavra(d.chamada)] ?? palavra(d.chamada);
      const frase = `${servico} ${chamada} no banco: ${resultado}`;
      return { texto: chamada, frase, tom: bem ? 'neutro' : 'aviso', forma: 'sai' };
    }
    case 'email-escrito':
      return {
        texto: 'escreve e-mail',
        frase: `E-mail escrito: ${nomeDoEmail(palavra(d.email))}`,
        tom: 'neutro',
        forma: 'sai',
      };
    case 'email-enviado':
      return {
        texto: nomeDoEmail(palavra(d.email)),
        frase: `E-mail enviado: ${nomeDoEmail(palavra(d.email))}`,
        tom: 'bom',
        forma: 'chega',
      };
    case 'email-falhou':
      return {
        texto: 'não saiu',
        frase: `E-mail não saiu, tentativa ${numero(d.tentativa)}: ${nomeDoEmail(palavra(d.email))}`,
        tom: 'aviso',
        forma: 'chega',
      };
    case 'email-desistido':
      return {
        texto: 'desistiu',
        frase: `E-mail desistido: ${nomeDoEmail(palavra(d.email))}`,
        tom: 'mau',
        forma: 'chega',
      };
    case 'item':
      return { texto: 'item marcado', frase: 'Um item da comanda foi marcado', tom: 'neutro', forma: 'nota' };
    default:
      return { texto: tipo, frase: `${servico}: ${tipo}`, tom: 'neutro', forma: 'nota' };
  }
}

/** Who made it happen, as people call them: ids of devices say nothing to anybody. */
export function quem(por: string): string {
  if (por.startsWith('totem')) return 'Totem';
  if (por.startsWith('cliente')) return 'Cliente';
  return { gerente: 'Gerente', cozinha: 'Cozinheiro', provedor: 'Banco' }[por] ?? por;
}
