import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { suite, test } from 'node:test';
import type { Quem } from '@foodious/contracts/dono.ts';
import { roles } from '@foodious/contracts/scopes.ts';
import type { PagamentoStore } from '../src/ports.ts';
import { obterPagamento } from '../src/use-cases/obter-pagamento.ts';
import { umPagamento } from './builders.ts';

const quem = (mais: Partial<Quem>): Quem => ({
  scopes: new Set(roles.totem),
  dono: 'sessao-2',
  clienteId: null,
  verificado: false,
  ...mais,
});

const ninguem = quem({});
const quemFez = quem({ dono: 'sessao-1' });
const quemDisseOCpf = quem({ clienteId: 3 });
const quemProvou = quem({ clienteId: 3, verificado: true });
const outroCliente = quem({ clienteId: 4, verificado: true });
const equipe = quem({ scopes: new Set(roles.balcao) });

suite('de quem é o pagamento', () => {
  for (const [nome, pagamento, alcancam, nao] of [
    [
      'de uma sessão identificada',
      umPagamento({ dono: 'sessao-1', clienteId: 3 }),
      [quemFez, quemProvou, equipe],
      [ninguem, quemDisseOCpf, outroCliente],
    ],
    [
      'de uma sessão anônima',
      umPagamento({ dono: 'sessao-1' }),
      [quemFez, equipe],
      [ninguem, quemDisseOCpf, quemProvou, outroCliente],
    ],
    [
      'de antes dos donos',
      umPagamento({ dono: null, clienteId: null }),
      [equipe],
      [ninguem, quemFez, quemDisseOCpf, quemProvou, outroCliente],
    ],
  ] as const)
    test(`${nome}: quem não o alcança ouve o mesmo que de um que não há`, async () => {
      const { transacaoId, pedidoId } = pagamento;
      const store: Pick<PagamentoStore, 'get' | 'getLatest'> = {
        get: async (id) => (id === transacaoId ? { pagamento, rev: 1 } : undefined),
        getLatest: async (id) => (id === pedidoId ? { pagamento, rev: 1 } : undefined),
      };
      const obter = (de: Quem, tentativa?: string) => obterPagamento(store, de, pedidoId, tentativa);
      const naoHa = await obter(equipe, randomUUID()).catch((error) => error);
      assert.equal(naoHa.kind, 'not-found');
      for (const tentativa of [undefined, transacaoId]) {
        for (const de of alcancam) assert.equal(await obter(de, tentativa), pagamento);
        for (const de of nao)
          await assert.rejects(obter(de, tentativa), {
            kind: 'not-found',
            message: naoHa.message,
            codigo: naoHa.codigo,
          });
      }
    });
});
