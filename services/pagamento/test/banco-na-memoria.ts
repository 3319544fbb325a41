import { randomUUID } from 'node:crypto';
import type { Motivo } from '@foodious/kernel/estados.ts';
import { Unavailable } from '@foodious/kernel/refusal.ts';
import { type Cobranca, EstornoRecusado, type Provedor } from '../src/ports.ts';
import { umaCobranca } from './builders.ts';

/** A provider in memory, whose charges a test moves behind our back; what it is asked by us is counted. */
export function bancoNaMemoria(agora: () => Date) {
  const cobrancas = new Map<string, Cobranca>();
  const estado = {
    /** Away, or it gives nothing back for lack of balance. */
    fora: false,
    semSaldo: false,
    /** Refunds are only on their way when the call ends. */
    demora: false,
    /** Does what it is asked, and the answer is lost. */
    perdeResposta: false,
    /** The search does not show it yet. */
    buscaAtrasada: false,
    /** Calls, by what was asked. */
    pedidos: { obter: 0, cancelar: 0, estornar: 0 },
  };
  const minhas = (id: string) => cobrancas.get(id) ?? undefined;
  const guardar = (cobranca: Cobranca) => {
    cobrancas.set(cobranca.id, cobranca);
    return cobranca;
  };
  const responder = (cobranca: Cobranca) => {
    if (estado.perdeResposta) throw new Unavailable('the answer was lost');
    return cobranca;
  };
  const perguntado = (o: keyof typeof estado.pedidos) => {
    estado.pedidos[o] += 1;
    if (estado.fora) throw new Unavailable('the provider is away');
  };
  const provedor: Provedor = {
    criar: async ({ transacaoId, valorCentavos, expiraEm }) =>
      guardar(
        umaCobranca({
          id: randomUUID(),
          referencia: transacaoId,
          valorCentavos,
          criadaEm: agora().toISOString(),
          expiraEm: expiraEm.toISOString(),
        }),
      ),
    async obter(id) {
      perguntado('obter');
      return minhas(id);
    },
    async cancelar(id) {
      perguntado('cancelar');
      const cobranca = minhas(id) as Cobranca;
      return responder(
        cobranca.estado === 'pendente' ? guardar({ ...cobranca, estado: 'rejeitada', motivo: 'cancelado' }) : cobranca,
      );
    },
    async estornar(id, { id: nosso, centavos }) {
      perguntado('estornar');
      const cobranca = minhas(id) as Cobranca;
      if (cobranca.estornos.some((each) => each.nosso === nosso)) return responder(cobranca);
      if (estado.semSaldo) throw new EstornoRecusado('saldo');
      const voltou = cobranca.estornos.reduce((soma, each) => soma + each.centavos, 0);
      if (voltou + centavos > cobranca.valorCentavos) throw new EstornoRecusado('valor');
      return responder(guardar(comEstorno(cobranca, centavos, nosso, agora(), !estado.demora)));
    },
    async *buscar(de, ate) {
      if (estado.fora) throw new Unavailable('the provider is away');
      if (estado.buscaAtrasada) return;
      const dentro = (em: string | null) =>
        em !== null && Date.parse(em) >= de.getTime() && Date.parse(em) < ate.getTime();
      for (const cobranca of cobrancas.values())
        if ([cobranca.criadaEm, cobranca.aprovadaEm, ...cobranca.estornos.map(({ em }) => em)].some(dentro))
          yield cobranca;
    },
  };
  return {
    provedor,
    estado,
    minhas,
    guardar,
    /** Somebody pays, or it is decided otherwise, and nobody tells us. */
    mudar: (id: string, parte: Partial<Cobranca>) => guardar({ ...(minhas(id) as Cobranca), ...parte }),
    aprovar: (id: string, parte: Partial<Cobranca> = {}) =>
      guardar({
        ...(minhas(id) as Cobranca),
        estado: 'aprovada',
        motivo: null,
        aprovadaEm: agora().toISOString(),
        ...parte,
      }),
    rejeitar: (id: string, motivo: Motivo) => guardar({ ...(minhas(id) as Cobranca), estado: 'rejeitada', motivo }),
    /** Money goes back at the provider's own pages. */
    devolver: (id: string, centavos: number) =>
      guardar(comEstorno(minhas(id) as Cobranca, centavos, null, agora(), true)),
    /** What was on its way back arrived. */
    concluir: (id: string) => {
      const cobranca = minhas(id) as Cobranca;
      return guardar(somado({ ...cobranca, estornos: cobranca.estornos.map((each) => ({ ...each, feito: true })) }));
    },
  };
}

const comEstorno = (cobranca: Cobranca, centavos: number, nosso: string | null, em: Date, feito: boolean): Cobranca =>
  somado({
    ...cobranca,
    estornos: [...cobranca.estornos, { id: randomUUID(), nosso, centavos, feito, em: em.toISOString() }],
  });

/** ESTORNADA once all of it is back. */
const somado = (cobranca: Cobranca): Cobranca => {
  const voltou = cobranca.estornos.filter(({ feito }) => feito).reduce((soma, { centavos }) => soma + centavos, 0);
  return { ...cobranca, estado: voltou >= cobranca.valorCentavos ? 'estornada' : cobranca.estado };
};
