import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type Subject, sameSubject, subjectField } from '../src/subject.ts';

const assuntos: readonly (Subject | null)[] = [
  { kind: 'pedido', id: 163 },
  { kind: 'pedido', id: 7 },
  { kind: 'loja', id: 163 },
  null,
];

suite('assunto', () => {
  test('num log, é um campo com o nome da sua espécie; sem assunto, nenhum campo', () => {
    assert.deepEqual(assuntos.map(subjectField), [{ pedidoId: 163 }, { pedidoId: 7 }, { lojaId: 163 }, {}]);
  });

  test('dois são o mesmo quando são da mesma espécie e têm o mesmo número; nenhum só é igual a nenhum', () => {
    for (const [n, um] of assuntos.entries())
      for (const [m, outro] of assuntos.entries())
        assert.equal(sameSubject(um, outro && { ...outro }), n === m, `${n} ${m}`);
  });
});
