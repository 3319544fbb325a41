import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { EstadoPagamento } from '@foodious/kernel/estados.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { type Acao, canceladoAntes, type Estado, mover, type Pagamento } from '../src/domain/pagamento.ts';
import { umPagamento as pagamento } from './builders.ts';

const AGORA = new Date('2026-03-10T15:04:05.678Z');
const ANTES = '2026-03-10T15:00:00.000Z';

const umPagamento = (parte: Partial<Pagamento> = {}): Pagamento => {
  const { estado = 'PENDENTE' } = parte;
  return Object.freeze(
    pagamento({
      transacaoId: 't1',
      motivo: estado === 'REJEITADO' ? 'recusado' : null,
      cobranca: Object.freeze({ id: 'c1', pixCopiaECola: '000201', expiraEm: '2026-03-10T15:15:00.000Z' }),
      pagoEm: estado === 'CONFIRMADO' || estado === 'ESTORNADO' ? ANTES : null,
      ...parte,
    }),
  );
};

/** In this estado, each action leads there; "–" is refused. */
const tabela: Record<Estado, Record<Acao, Estado | '–'>> = {
  PENDENTE: { confirmar: 'CONFIRMADO', rejeitar: 'REJEITADO', estornar: '–' },
  CONFIRMADO: { confirmar: 'CONFIRMADO', rejeitar: '–', estornar: 'ESTORNADO' },
  REJEITADO: { confirmar: 'CONFIRMADO', rejeitar: 'REJEITADO', estornar: '–' },
  ESTORNADO: { confirmar: 'ESTORNADO', rejeitar: '–', estornar: 'ESTORNADO' },
};

suite('estados do pagamento', () => {
  test('os números são públicos', () => {
    assert.deepEqual(EstadoPagamento, { PENDENTE: 0, CONFIRMADO: 1, REJEITADO: 2, ESTORNADO: 3 });
  });

  for (const [estado, linha] of Object.entries(tabela) as [Estado, Record<Acao, Estado | '–'>][])
    for (const [acao, para] of Object.entries(linha) as [Acao, Estado | '–'][]) {
      const pagamento = umPagamento({ estado });
      if (para === '–')
        test(`${estado} não permite ${acao}`, () => {
          assert.throws(
            () => mover(pagamento, acao, AGORA, 'recusado'),
            // The v1 API answers 400 here, not 409.
            (error) => error instanceof Refusal && error.kind === 'invalid' && error.campo === 'estadoPagamento',
          );
        });
      else if (para === estado)
        test(`${estado}: ${acao} de novo não muda nada nem avisa ninguém`, () => {
          assert.deepEqual(mover(pagamento, acao, AGORA, 'expirado'), {
            pagamento: umPagamento({ estado }),
            fatos: [],
          });
        });
      else
        test(`${estado}: ${acao} leva a ${para}, e só isso é avisado`, () => {
          const { pagamento: depois, fatos } = mover(pagamento, acao, AGORA, 'recusado');
          assert.equal(depois.estado, para);
          assert.deepEqual(fatos, [`pagamento-${para.toLowerCase()}`]);
        });
    }
});

suite('pagamento', () => {
  test('confirmado, guarda o instante em que foi pago', () => {
    const { pagamento } = mover(umPagamento(), 'confirmar', AGORA);
    assert.deepEqual(pagamento, umPagamento({ estado: 'CONFIRMADO', pagoEm: '2026-03-10T15:04:05.678Z' }));
  });

  for (const motivo of ['recusado', 'expirado', 'cancelado'] as const)
    test(`rejeitado, guarda o motivo: ${motivo}`, () => {
      const { pagamento } = mover(umPagamento(), 'rejeitar', AGORA, motivo);
      assert.deepEqual(pagamento, umPagamento({ estado: 'REJEITADO', motivo }));
    });

  test('uma segunda rejeição não troca o motivo da primeira', () => {
    const { pagamento } = mover(
      umPagamento({ estado: 'REJEITADO', motivo: 'recusado' }),
      'rejeitar',
      AGORA,
      'expirado',
    );
    assert.equal(pagamento.motivo, 'recusado');
  });

  test('aprovado tarde, depois de rejeitado, está pago e perde o motivo', () => {
    const { pagamento } = mover(umPagamento({ estado: 'REJEITADO', motivo: 'expirado' }), 'confirmar', AGORA);
    assert.deepEqual(pagamento, umPagamento({ estado: 'CONFIRMADO', pagoEm: AGORA.toISOString() }));
  });

  test('estornado, ainda se sabe quando foi pago', () => {
    const { pagamento } = mover(umPagamento({ estado: 'CONFIRMADO' }), 'estornar', AGORA);
    assert.deepEqual(pagamento, umPagamento({ estado: 'ESTORNADO', pagoEm: ANTES }));
  });

  test('cancelado antes de ser pedido, nasce rejeitado, sem cobrança e sem valor', () => {
    assert.deepEqual(canceladoAntes('t1', 7, 'rastro'), {
      transacaoId: 't1',
      pedidoId: 7,
      dono: null,
      clienteId: null,
      tentativa: 0,
      estado: 'REJEITADO',
      motivo: 'cancelado',
      totalCentavos: 0,
      cobranca: null,
      pagoEm: null,
      traceparent: 'rastro',
    });
  });

  test('cancelado antes de ser pedido, não se confirma: nada foi cobrado', () => {
    assert.throws(() => mover(canceladoAntes('t1', 7, 'rastro'), 'confirmar', AGORA), {
      name: 'Refusal',
      kind: 'invalid',
    });
  });
});
