import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Unavailable } from '@foodious/kernel/refusal.ts';
import { MongoNetworkError, MongoServerError } from 'mongodb';
import { rethrow } from '../src/store/mongo/errors.ts';

suite('o que o driver diz do servidor de documentos', () => {
  /** What a socket says, as the driver passes it on where it breaks while it is written to. */
  const doSocket = Object.assign(new Error('write ECONNRESET'), { errno: -104, code: 'ECONNRESET', syscall: 'write' });
  for (const [oQue, erro] of [
    ['uma conexão que se quebra enquanto se escreve nela', doSocket],
    ['uma rede que falha', new MongoNetworkError('connection 3 closed')],
    ['um servidor que se encerra', new MongoServerError({ message: 'shutting down', code: 91 })],
  ] as const)
    test(`${oQue} é o banco ausente, e não um erro nosso`, () => assert.throws(() => rethrow(erro), Unavailable));

  test('um erro nosso continua o que é', () => {
    for (const nosso of [new TypeError('x is not a function'), new MongoServerError({ message: 'bad value', code: 2 })])
      assert.throws(
        () => rethrow(nosso),
        (erro) => erro === nosso,
      );
  });
});
