import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Meio, Motivo } from '@foodious/kernel/estados.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import fc from 'fast-check';
import { faltasDoLivro } from '../src/domain/conferencia.ts';
import { saldos } from '../src/domain/livro.ts';
import {
  acertarTaxa,
  adiarEstorno,
  adotarEstorno,
  concluirEstorno,
  confirmar,
  type Fato,
  type Mudanca,
  negarEstorno,
  type Pagamento,
  pedirEstorno,
  recusarEstorno,
  rejeitar,
} from '../src/domain/pagamento.ts';
import { umPagamento } from './builders.ts';

const TOTAL = 2020;
const centavos = fc.oneof(fc.integer({ min: -1, max: TOTAL + 1 }), fc.constantFrom(1, TOTAL / 2, TOTAL));
const qual = fc.nat({ max: 4 });
const causa = fc.constantFrom('cancelamento', 'gerencia', 'tardio');

/** Everything that may be decided of a pagamento. */
const decisoes = fc.array(
  fc.oneof(
    fc.record({
      faz: fc.constant('confirmar'),
      taxaCentavos: fc.option(fc.integer({ min: 0, max: 50 })),
      forma: fc.constantFrom('dinheiro', 'cartao'),
      entregueCentavos: fc.option(fc.integer({ min: 0, max: 5_000 })),
    }),
    fc.record({
      faz: fc.constant('rejeitar'),
      motivo: fc.constantFrom<Motivo>('recusado', 'expirado', 'cancelado'),
    }),
    fc.record({ faz: fc.constant('taxa'), taxaCentavos: fc.integer({ min: 0, max: 50 }) }),
    { weight: 3, arbitrary: fc.record({ faz: fc.constant('pedir'), qual, centavos, causa }) },
    fc.record({ faz: fc.constant('negar'), qual, centavos, causa }),
    { weight: 3, arbitrary: fc.record({ faz: fc.constant('concluir'), qual }) },
    fc.record({ faz: fc.constant('recusar'), qual }),
    fc.record({ faz: fc.constant('adiar'), qual }),
    fc.record({ faz: fc.constant('adotar'), centavos: centavos.filter((n) => n > 0) }),
  ),
  { maxLength: 30, size: 'max' },
);
type Decisao = typeof decisoes extends fc.Arbitrary<(infer D)[]> ? D : never;
type Passo = { decisao: Decisao; antes: Pagamento; depois: Pagamento; fatos: readonly Fato[]; recusada: boolean };

function decidir(antes: Pagamento, decisao: Decisao, agora: Date, n: number): Mudanca {
  const so = (pagamento: Pagamento): Mudanca => ({ pagamento, fatos: [] });
  const forma = antes.meio === 'pix' ? null : 'forma' in decisao ? decisao.forma : null;
  switch (decisao.faz) {
    case 'confirmar':
      return confirmar(antes, agora, { ...decisao, forma } as Parameters<typeof confirmar>[2]);
    case 'rejeitar':
      return rejeitar(antes, agora, decisao.motivo);
    case 'taxa':
      return pago(antes) ? acertarTaxa(antes, decisao.taxaCentavos, agora) : so(antes);
    case 'pedir':
    case 'negar': {
      const { qual, faz: _, ...pedido } = decisao;
      const estorno = { ...pedido, id: `e${qual}` } as Parameters<typeof pedirEstorno>[1];
      return decisao.faz === 'negar' ? negarEstorno(antes, estorno, agora) : so(pedirEstorno(antes, estorno, agora));
    }
    case 'concluir':
      return concluirEstorno(antes, `e${decisao.qual}`, agora, `r${decisao.qual}`);
    case 'recusar':
      return recusarEstorno(antes, `e${decisao.qual}`, agora, 'outro');
    case 'adiar':
      return so(adiarEstorno(antes, `e${decisao.qual}`, agora, 'saldo'));
    case 'adotar': {
      let novos = 0;
      return adotarEstorno(antes, { centavos: decisao.centavos, noProvedor: `x${n}` }, agora, () => {
        novos += 1;
        return `a${n}-${novos}`;
      });
    }
    default:
      throw new Error(`not a decision: ${JSON.stringify(decisao)}`);
  }
}

const instante = (n: number) => new Date(Date.UTC(2026, 2, 10, 12, 0, n));

/** Decides in turn, a second apart; what is refused changes nothing. */
function viver(meio: Meio, decididas: readonly Decisao[]): Passo[] {
  let antes = Object.freeze(umPagamento({ totalCentavos: TOTAL, meio }));
  return decididas.map((decisao, n) => {
    let passo: Passo = { decisao, antes, depois: antes, fatos: [], recusada: false };
    try {
      const { pagamento, fatos } = decidir(antes, decisao, instante(n), n);
      passo = { ...passo, depois: Object.freeze(pagamento), fatos };
    } catch (error) {
      assert.ok(error instanceof Refusal);
      passo = { ...passo, recusada: true };
    }
    antes = passo.depois;
    return passo;
  });
}

const sempre = (nome: string, confere: (passo: Passo, passos: readonly Passo[]) => void) =>
  test(nome, () =>
    fc.assert(
      fc.property(fc.constantFrom<Meio>('pix', 'balcao'), decisoes, (meio, decididas) => {
        const passos = viver(meio, decididas);
        for (const passo of passos) confere(passo, passos);
      }),
      { numRuns: 500 },
    ),
  );

const soma = (pagamento: Pagamento, estado: 'PEDIDO' | 'FEITO') =>
  pagamento.estornos.filter((each) => each.estado === estado).reduce((total, each) => total + each.centavos, 0);
const pago = ({ estado }: Pagamento) => estado === 'CONFIRMADO' || estado === 'ESTORNADO';

suite('o livro de um pagamento, seja o que for que se decida', () => {
  sempre('as contas somam zero', ({ depois }) => {
    assert.equal(
      Object.values(saldos(depois.livro)).reduce((total, saldo) => total + saldo, 0),
      0,
    );
  });

  sempre('deve-se o total enquanto se espera, e nada depois', ({ depois }) => {
    assert.equal(saldos(depois.livro)['a-receber'], depois.estado === 'PENDENTE' ? TOTAL : 0);
  });

  sempre('deve-se ao cliente o que está a caminho dele', ({ depois }) => {
    assert.equal(saldos(depois.livro)['a-devolver'] + soma(depois, 'PEDIDO'), 0);
  });

  sempre('o dinheiro está em uma conta só: o que se recebeu, menos o que voltou e a taxa', ({ depois }) => {
    const { provedor, caixa, maquininha, taxa } = saldos(depois.livro);
    const dele = depois.meio === 'pix' ? provedor : depois.forma === 'cartao' ? maquininha : caixa;
    assert.equal(dele, pago(depois) ? TOTAL - soma(depois, 'FEITO') - taxa : 0);
    assert.equal(provedor + caixa + maquininha, dele);
    assert.ok(taxa >= 0);
  });

  sempre('vendeu-se o total, menos o que voltou ou volta; nada, se não se pagou', ({ depois }) => {
    const vendido = depois.estado === 'REJEITADO' ? 0 : TOTAL - soma(depois, 'FEITO') - soma(depois, 'PEDIDO');
    assert.equal(saldos(depois.livro).venda + vendido, 0);
  });

  sempre('nenhuma linha é de nada ou de menos que nada, nem diz um instante que ainda não foi', ({ depois }) => {
    for (const { centavos: valor, debito, credito } of depois.livro) {
      assert.ok(Number.isSafeInteger(valor) && valor > 0);
      assert.notEqual(debito, credito);
    }
    const instantes = depois.livro.map(({ em }) => em);
    assert.deepEqual(instantes, instantes.toSorted());
  });

  sempre('só se escreve no fim: o que estava escrito fica como estava', ({ antes, depois }) => {
    assert.deepEqual(depois.livro.slice(0, antes.livro.length), antes.livro);
    assert.deepEqual(
      depois.estornos
        .slice(0, antes.estornos.length)
        .map(({ id, centavos: c, causa: por, pedidoEm }) => [id, c, por, pedidoEm]),
      antes.estornos.map(({ id, centavos: c, causa: por, pedidoEm }) => [id, c, por, pedidoEm]),
    );
  });
});

suite('a conferência do livro', () => {
  sempre('nada acha, seja o que for que se decida', ({ depois }) => {
    assert.deepEqual(faltasDoLivro(depois), []);
  });

  sempre(
    'acha cada linha que falta, que se repete ou que diz outro valor, e o estado que não é o seu',
    ({ depois }) => {
      const { livro } = depois;
      for (const [i, linha] of livro.entries()) {
        if (linha.fato === 'taxa') continue; // the fee is what the provider says: only with it can it be compared
        const mexidos = [
          livro.toSpliced(i, 1),
          [...livro, linha],
          livro.with(i, { ...linha, centavos: linha.centavos + 1 }),
        ];
        for (const mexido of mexidos) assert.notDeepEqual(faltasDoLivro({ ...depois, livro: mexido }), []);
      }
      const outro = depois.estado === 'CONFIRMADO' ? 'ESTORNADO' : 'CONFIRMADO';
      assert.notDeepEqual(faltasDoLivro({ ...depois, estado: outro }), []);
    },
  );
});

suite('pagamento, seja o que for que se decida', () => {
  sempre('nunca volta mais do que se pagou, nem o que não se pagou', ({ depois }) => {
    assert.ok(soma(depois, 'FEITO') + soma(depois, 'PEDIDO') <= (pago(depois) ? TOTAL : 0));
    for (const { estado, centavos: valor } of depois.estornos) assert.ok(estado === 'RECUSADO' || valor > 0);
  });

  sempre('está estornado se, e só se, tudo voltou', ({ depois }) => {
    assert.equal(depois.estado === 'ESTORNADO', soma(depois, 'FEITO') === TOTAL);
  });

  sempre('o que foi confirmado nunca volta a rejeitado', ({ decisao, antes, depois, recusada }) => {
    if (!pago(antes)) return;
    assert.ok(pago(depois));
    if (decisao.faz === 'rejeitar') assert.ok(recusada);
  });

  sempre('avisa-se do que mudou, e de nada mais', ({ antes, depois, fatos }) => {
    const esperados: string[] = [];
    if (antes.estado !== depois.estado && !pago(antes)) esperados.push(`pagamento-${depois.estado.toLowerCase()}`);
    for (const { id, estado } of depois.estornos) {
      if (antes.estornos.find((each) => each.id === id)?.estado === estado) continue;
      if (estado === 'FEITO') esperados.push(`pagamento-estornado ${id}`);
      if (estado === 'RECUSADO') esperados.push(`estorno-recusado ${id}`);
    }
    const ditos = fatos.map((fato) => ('estorno' in fato ? `${fato.tipo} ${fato.estorno.id}` : fato.tipo));
    assert.deepEqual(ditos.toSorted(), esperados.toSorted());
    for (const fato of fatos)
      if (fato.tipo === 'pagamento-estornado') assert.equal(fato.inteiro, depois.estado === 'ESTORNADO');
  });

  sempre('de cada estorno se sabe o fim uma vez', (_, passos) => {
    const fins = passos.flatMap(({ fatos }) => fatos).flatMap((fato) => ('estorno' in fato ? [fato.estorno.id] : []));
    assert.equal(new Set(fins).size, fins.length);
  });

  sempre('o motivo é o da primeira rejeição, enquanto rejeitado', ({ depois }, passos) => {
    const primeira = passos.find(({ decisao }) => decisao.faz === 'rejeitar')?.decisao;
    assert.equal(
      depois.motivo,
      depois.estado === 'REJEITADO' && primeira && 'motivo' in primeira ? primeira.motivo : null,
    );
  });

  sempre('o instante do pagamento é o da primeira aprovação', ({ depois }, passos) => {
    const segundo = passos.findIndex(({ decisao }) => decisao.faz === 'confirmar');
    assert.equal(depois.pagoEm, pago(depois) ? instante(segundo).toISOString() : null);
  });

  sempre('transação, pedido, tentativa, total e cobrança nunca mudam', ({ antes, depois }) => {
    const fixo = ({ transacaoId, pedidoId, tentativa, totalCentavos, meio, cobranca, criadoEm }: Pagamento) => [
      transacaoId,
      pedidoId,
      tentativa,
      totalCentavos,
      meio,
      cobranca,
      criadoEm,
    ];
    assert.deepEqual(fixo(depois), fixo(antes));
  });
});
