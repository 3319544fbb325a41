import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Motivo } from '@foodious/kernel/estados.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import fc from 'fast-check';
import { type Fato, mover, type Pagamento } from '../src/domain/pagamento.ts';
import { umPagamento } from './builders.ts';

const novo: Pagamento = Object.freeze(umPagamento());

const notificacoes = fc.array(
  fc.record({
    acao: fc.constantFrom('confirmar', 'rejeitar', 'estornar'),
    motivo: fc.constantFrom<Motivo>('recusado', 'expirado', 'cancelado'),
  }),
  { maxLength: 12 },
);
type Notificacao = typeof notificacoes extends fc.Arbitrary<(infer N)[]> ? N : never;
type Passo = Notificacao & { antes: Pagamento; depois: Pagamento; fatos: readonly Fato[]; recusada: boolean };

/** Takes every notification in turn, one second apart; a refused one changes nothing. */
function viver(recebidas: readonly Notificacao[]): Passo[] {
  let antes = novo;
  return recebidas.map((notificacao, i) => {
    const agora = new Date(Date.UTC(2026, 2, 10, 12, 0, i));
    let passo: Passo = { ...notificacao, antes, depois: antes, fatos: [], recusada: false };
    try {
      const { pagamento, fatos } = mover(antes, notificacao.acao, agora, notificacao.motivo);
      passo = { ...passo, depois: Object.freeze(pagamento), fatos };
    } catch (error) {
      assert.ok(error instanceof Refusal);
      passo = { ...passo, recusada: true };
    }
    antes = passo.depois;
    return passo;
  });
}

const sempre = (nome: string, confere: (passos: Passo[], fim: Pagamento) => void) =>
  test(nome, () =>
    fc.assert(
      fc.property(notificacoes, (recebidas) => {
        const passos = viver(recebidas);
        confere(passos, passos.at(-1)?.depois ?? novo);
      }),
      { numRuns: 500 },
    ),
  );

suite('pagamento, em qualquer ordem de notificações', () => {
  sempre(
    'quem foi aprovado uma vez está pago ou estornado; senão, rejeitado se o foi, ou pendente',
    (passos, { estado }) => {
      const aprovado = passos.findIndex(({ acao }) => acao === 'confirmar');
      const estornado = aprovado >= 0 && passos.slice(aprovado).some(({ acao }) => acao === 'estornar');
      const rejeitado = passos.some(({ acao }) => acao === 'rejeitar');
      const esperado = estornado ? 'ESTORNADO' : aprovado >= 0 ? 'CONFIRMADO' : rejeitado ? 'REJEITADO' : 'PENDENTE';
      assert.equal(estado, esperado);
    },
  );

  sempre('um pagamento confirmado nunca volta a rejeitado', (passos) => {
    for (const { acao, antes, depois, recusada } of passos)
      if (antes.estado === 'CONFIRMADO' || antes.estado === 'ESTORNADO') {
        assert.ok(depois.estado === 'CONFIRMADO' || depois.estado === 'ESTORNADO');
        assert.equal(recusada, acao === 'rejeitar');
      }
  });

  sempre('só se avisa do que mudou, e uma única vez', (passos) => {
    for (const { antes, depois, fatos } of passos)
      if (antes === depois) assert.deepEqual(fatos, []);
      else assert.deepEqual(fatos, [`pagamento-${depois.estado.toLowerCase()}`]);
    const todos = passos.flatMap(({ fatos }) => fatos);
    assert.equal(new Set(todos).size, todos.length);
  });

  sempre('o motivo é o da primeira rejeição, enquanto rejeitado', (passos, { estado, motivo }) => {
    const primeira = passos.find(({ acao }) => acao === 'rejeitar');
    assert.equal(motivo, estado === 'REJEITADO' ? primeira?.motivo : null);
  });

  sempre('o instante do pagamento é o da primeira aprovação', (passos, { pagoEm }) => {
    const segundo = passos.findIndex(({ acao }) => acao === 'confirmar');
    assert.equal(pagoEm, segundo < 0 ? null : new Date(Date.UTC(2026, 2, 10, 12, 0, segundo)).toISOString());
  });

  sempre('transação, pedido, tentativa e total nunca mudam', (_, { estado: __, motivo: ___, pagoEm: ____, ...fim }) => {
    const { estado, motivo, pagoEm, ...inicio } = novo;
    assert.deepEqual(fim, inicio);
  });
});
