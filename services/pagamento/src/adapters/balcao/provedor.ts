import { BadAnswer } from '@foodious/kernel/refusal.ts';
import {
  type CobrancaDoBalcao,
  cancelarNoBalcao,
  devolvivelDe,
  novaNoBalcao,
  pedirDevolucao,
} from '../../domain/balcao.ts';
import { type BalcaoStore, EstornoRecusado, type Provedor } from '../../ports.ts';
import { mexidasNoLivro, mudarNoLivro } from '../../store/balcao.ts';
import { paraCobranca } from './mapa.ts';

/**
 * The counter as a provider: it charges nobody by itself. Its book waits for somebody of the staff to take the money, and for
 * somebody to hand it back.
 */
export function provedorDoBalcao(livro: BalcaoStore): Provedor {
  const mudar = async (id: string, decidir: (cobranca: CobrancaDoBalcao) => CobrancaDoBalcao) => {
    const depois = await mudarNoLivro(livro, id, decidir);
    if (!depois) throw new BadAnswer(`the counter does not know the charge ${id}`);
    return paraCobranca(depois);
  };
  return {
    async criar({ transacaoId, valorCentavos, expiraEm }) {
      const nova = novaNoBalcao(transacaoId, valorCentavos, expiraEm, new Date());
      if (await livro.insert(nova)) return paraCobranca(nova);
      return mudar(transacaoId, (la) => la);
    },
    async obter(id) {
      const lido = await livro.get(id);
      return lido && paraCobranca(lido.doc);
    },
    cancelar: (id) => mudar(id, (cobranca) => cancelarNoBalcao(cobranca, new Date())),
    estornar: (id, estorno) =>
      mudar(id, (cobranca) => {
        const conhecida = cobranca.devolucoes.some((each) => each.id === estorno.id);
        if (!conhecida && cobranca.estado !== 'aprovada') throw new EstornoRecusado('estado');
        if (!conhecida && estorno.centavos > devolvivelDe(cobranca)) throw new EstornoRecusado('valor');
        return pedirDevolucao(cobranca, estorno, new Date());
      }),
    async *buscar(de, ate) {
      for await (const cobranca of mexidasNoLivro(livro, de, ate)) yield paraCobranca(cobranca);
    },
  };
}
