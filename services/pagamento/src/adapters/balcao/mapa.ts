import type { CobrancaDoBalcao } from '../../domain/balcao.ts';
import type { Cobranca } from '../../ports.ts';

/** A charge of the counter's book, as the port speaks of charges. */
export function paraCobranca(cobranca: CobrancaDoBalcao): Cobranca {
  const { id, valorCentavos, motivo, criadaEm, expiraEm, recebida, devolucoes } = cobranca;
  return {
    id,
    referencia: id,
    estado: estadoDe(cobranca),
    motivo,
    valorCentavos,
    moeda: 'BRL',
    taxaCentavos: null,
    entrada: recebida && {
      forma: recebida.forma,
      entregueCentavos: recebida.entregueCentavos,
      ato: atoDe(recebida),
    },
    pixCopiaECola: null,
    criadaEm,
    expiraEm,
    aprovadaEm: recebida?.em ?? null,
    estornos: devolucoes.map(({ id: nosso, centavos, pedidaEm, entregue }) => ({
      id: nosso,
      nosso,
      centavos,
      feito: entregue !== null,
      em: entregue?.em ?? pedidaEm,
      ato: entregue,
    })),
  };
}

const atoDe = ({ em, por, papel }: NonNullable<CobrancaDoBalcao['recebida']>) => ({ em, por, papel });

function estadoDe({ estado, valorCentavos, devolucoes }: CobrancaDoBalcao): Cobranca['estado'] {
  if (estado === 'pendente') return 'pendente';
  if (estado === 'cancelada') return 'rejeitada';
  const devolvido = devolucoes.reduce((soma, { centavos, entregue }) => soma + (entregue ? centavos : 0), 0);
  return devolvido === valorCentavos ? 'estornada' : 'aprovada';
}
