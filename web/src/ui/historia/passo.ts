import type { Passo } from '@foodious/contracts/timeline.ts';
import type { Chamada } from '@foodious/contracts/trail.ts';
import type { EstadoDoEstorno, Motivo } from '@foodious/kernel/estados.ts';
import { brl } from '@foodious/kernel/money.ts';
import { doEstado, estados, estadosDoPagamento, nomeDoEmail, retornos, type Tom } from '../palavras.ts';
import { duracao } from '../tempo.ts';

/** What a mark of the picture is: a change of state is the story, the rest is how it came about. */
type Forma = 'estado' | 'sai' | 'chega' | 'nota';
export type Dito = { texto: string; frase: string; tom: Tom; forma: Forma };

const chamadas: Readonly<Record<Chamada, string>> = {
  criar: 'cria a cobrança',
  obter: 'consulta a cobrança',
  cancelar: 'cancela a cobrança',
  estornar: 'estorna',
  buscar: 'procura cobranças',
};
const estornos: Readonly<Record<EstadoDoEstorno, { nome: string; tom: Tom }>> = {
  PEDIDO: { nome: 'pedida', tom: 'neutro' },
  FEITO: { nome: 'feita', tom: 'bom' },
  RECUSADO: { nome: 'recusada pelo banco', tom: 'mau' },
};
/** What came of a notification, where it did something or was nothing new; any other made no difference. */
const avisos: Readonly<Record<string, string>> = { aplicada: 'conferido', repetida: 'nada de novo' };
const motivos: Readonly<Record<Motivo, string>> = {
  recusado: 'o banco recusou',
  expirado: 'o prazo do Pix acabou',
  cancelado: 'a cobrança foi cancelada',
};

/** The states of a pedido in the order of its life: who goes against it was called back. */
const vida = Object.keys(estados);

/** How a step is said: in few words on the picture, in a sentence to who reads or listens. */
export function dizer(passo: Passo): Dito {
  const dito = contar(passo);
  return { ...dito, frase: dito.frase.charAt(0).toUpperCase() + dito.frase.slice(1) };
}

function contar(passo: Passo): Dito {
  const { servico } = passo;
  const mensagem = passo.mensagem ?? 'mensagem';
  switch (passo.tipo) {
    case 'estado':
      return contarEstado(passo);
    case 'item':
      return { texto: 'item marcado', frase: 'Um item da comanda foi marcado', tom: 'neutro', forma: 'nota' };
    case 'chamado':
      return { texto: 'chamado de novo', frase: 'A senha foi chamada de novo', tom: 'neutro', forma: 'nota' };
    case 'recolhido': {
      const frase = 'Pronto há muito, o pedido saiu do painel';
      return { texto: 'saiu do painel', frase, tom: 'aviso', forma: 'nota' };
    }
    case 'recolhida': {
      const frase = 'Pronta há muito, a comanda saiu das telas da cozinha';
      return { texto: 'saiu das telas', frase, tom: 'aviso', forma: 'nota' };
    }
    case 'produto':
      return { texto: 'produto mudou', frase: 'Um produto do cardápio mudou', tom: 'neutro', forma: 'nota' };
    case 'provedor': {
      const { chamada, resultado } = passo.detalhes;
      const bem = /^[a-z]/.test(resultado) && resultado !== 'erro'; // failures are told by the name of their class
      const texto = chamadas[chamada] ?? chamada;
      const frase = `${servico} ${texto} no banco: ${resultado}`;
      return { texto, frase, tom: bem ? 'neutro' : 'aviso', forma: 'sai' };
    }
    case 'estorno': {
      const { estado, centavos } = passo.detalhes;
      const { nome, tom } = doEstado(estornos, estado);
      const frase = `Devolução de ${brl(centavos)} ${nome}`;
      return { texto: `devolução ${nome}`, frase, tom, forma: 'nota' };
    }
    case 'notificacao': {
      const { resultado } = passo.detalhes;
      const dito = avisos[resultado];
      const frase = `O banco avisou: ${dito ?? `não mudou nada (${resultado})`}`;
      return { texto: 'aviso do banco', frase, tom: dito ? 'neutro' : 'aviso', forma: 'nota' };
    }
    case 'mensagem-enviada':
      return { texto: mensagem, frase: `${servico} envia ${mensagem}`, tom: 'neutro', forma: 'sai' };
    case 'mensagem-recusada': {
      const frase = `a fila não aceita ${mensagem}, de ${servico}: ficou de lado`;
      return { texto: 'recusada pela fila', frase, tom: 'mau', forma: 'sai' };
    }
    case 'mensagem-aguardando': {
      const frase = `${mensagem} ainda espera para sair de ${servico}`;
      return { texto: mensagem, frase, tom: 'espera', forma: 'sai' };
    }
    case 'mensagem-recebida': {
      const { naFilaMs, tentativa } = passo.detalhes;
      const espera = duracao(naFilaMs);
      const vez = tentativa > 1 ? `, na ${tentativa}ª tentativa` : '';
      const frase = `${servico} trata ${mensagem}${vez}; da origem até aqui, ${espera}`;
      return { texto: `chegou em ${espera}`, frase, tom: 'neutro', forma: 'chega' };
    }
    case 'mensagem-repetida': {
      const frase = `${servico} já conhecia ${mensagem}`;
      return { texto: 'repetida, ignorada', frase, tom: 'aviso', forma: 'chega' };
    }
    case 'mensagem-falhou': {
      const { tentativa, erro, proximaEmMs } = passo.detalhes;
      const depois = `de novo em ${duracao(proximaEmMs)}`;
      const frase = `${servico} não conseguiu tratar ${mensagem} (${erro}), tentativa ${tentativa}; ${depois}`;
      return { texto: `tentativa ${tentativa} falhou`, frase, tom: 'aviso', forma: 'chega' };
    }
    case 'mensagem-enterrada': {
      const frase = `${servico} desistiu: ${mensagem} é mensagem morta`;
      return { texto: 'mensagem morta', frase, tom: 'mau', forma: 'chega' };
    }
    case 'morta-reenviada':
      return { texto: 'reenviada', frase: `${mensagem} foi reenviada`, tom: 'aviso', forma: 'sai' };
    case 'morta-descartada': {
      const frase = `${mensagem} foi descartada: ${passo.detalhes.motivo}`;
      return { texto: 'descartada', frase, tom: 'mau', forma: 'nota' };
    }
    case 'email-escrito': {
      const frase = `E-mail escrito: ${nomeDoEmail(passo.detalhes.email)}`;
      return { texto: 'escreve e-mail', frase, tom: 'neutro', forma: 'sai' };
    }
    case 'email-enviado': {
      const texto = nomeDoEmail(passo.detalhes.email);
      return { texto, frase: `E-mail enviado: ${texto}`, tom: 'bom', forma: 'chega' };
    }
    case 'email-falhou': {
      const { email, tentativa } = passo.detalhes;
      const frase = `E-mail não saiu, tentativa ${tentativa}: ${nomeDoEmail(email)}`;
      return { texto: 'não saiu', frase, tom: 'aviso', forma: 'chega' };
    }
    case 'email-desistido': {
      const frase = `E-mail desistido: ${nomeDoEmail(passo.detalhes.email)}`;
      return { texto: 'desistiu', frase, tom: 'mau', forma: 'chega' };
    }
    case 'email-descartado': {
      const frase = `E-mail descartado, o cliente não existe mais: ${nomeDoEmail(passo.detalhes.email)}`;
      return { texto: 'sem destino', frase, tom: 'neutro', forma: 'chega' };
    }
    case 'email-voltou': {
      const { nome, tom } = doEstado(retornos, passo.detalhes.retorno);
      const frase = `E-mail ${nome.toLowerCase()}: ${nomeDoEmail(passo.detalhes.email)}`;
      return { texto: nome.toLowerCase(), frase, tom, forma: 'chega' };
    }
    case 'email-suspenso': {
      const { nome } = doEstado(retornos, passo.detalhes.retorno);
      const frase = `E-mail não enviado, outro a este endereço foi ${nome.toLowerCase()}: ${nomeDoEmail(passo.detalhes.email)}`;
      return { texto: 'não enviado', frase, tom: 'mau', forma: 'chega' };
    }
    default:
      passo satisfies never;
      // Told by a service newer than this page: what it is about, the details show.
      return {
        texto: 'outro passo',
        frase: `${servico}: um passo que esta página não conhece`,
        tom: 'neutro',
        forma: 'nota',
      };
  }
}

function contarEstado(passo: Extract<Passo, { tipo: 'estado' }>): Dito {
  if (passo.servico === 'pagamento') {
    const { para, motivo } = passo.detalhes;
    const { nome, tom } = doEstado(estadosDoPagamento, para);
    const porque = motivo ? `, ${motivos[motivo] ?? motivo}` : '';
    return { texto: nome, frase: `Pagamento: ${nome}${porque}`, tom, forma: 'estado' };
  }
  const { nome, tom } = doEstado(estados, passo.detalhes.para);
  const sujeito = passo.servico === 'cozinha' ? 'Comanda' : 'Pedido';
  const { de, para } = passo.detalhes;
  if (de !== null && vida.indexOf(para) >= vida.indexOf('RECEBIDO') && vida.indexOf(de) > vida.indexOf(para))
    return { texto: `← ${nome}`, frase: `${sujeito} voltou um passo: ${nome}`, tom: 'aviso', forma: 'estado' };
  return { texto: nome, frase: `${sujeito}: ${nome}`, tom, forma: 'estado' };
}

/** Who made it happen, as people call them: ids of devices say nothing to anybody. */
export function quem(por: string): string {
  if (por.startsWith('totem')) return 'Totem';
  if (por.startsWith('cliente')) return 'Cliente';
  return { gerente: 'Gerente', cozinha: 'Cozinheiro', provedor: 'Banco' }[por] ?? por;
}
