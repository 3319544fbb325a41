import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, type TestContext, test } from 'node:test';
import { Refusal, Unavailable } from '@foodious/kernel/refusal.ts';
import { z } from 'zod';
import { createLogger, logFiles, rotatingFile } from '../src/log.ts';

const MIB = 1024 * 1024;

function umaPasta(t: TestContext): string {
  const dir = mkdtempSync(join(tmpdir(), 'log-'));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  return join(dir, 'logs');
}

const escrever = (out: NodeJS.WritableStream, texto: string | Buffer) =>
  new Promise<void>((resolve, reject) => out.write(texto, (error) => (error ? reject(error) : resolve())));
const fechar = (out: NodeJS.WritableStream) => new Promise<void>((resolve) => out.end(resolve));

suite('arquivos de log', () => {
  test('a linha escrita está no arquivo, e uma nova partida continua nele', async (t) => {
    const pasta = umaPasta(t);
    for (const linha of ['um\n', 'dois\n']) {
      const out = rotatingFile(pasta);
      await escrever(out, linha);
      await fechar(out);
    }
    assert.deepEqual(logFiles(pasta), [join(pasta, 'foodious.log')]);
    assert.equal(readFileSync(join(pasta, 'foodious.log'), 'utf8'), 'um\ndois\n');
  });

  test('por mais que se escreva, ficam quatro arquivos, e o mais velho some', async (t) => {
    const pasta = umaPasta(t);
    for (let n = 1; n <= 6; n += 1) {
      const out = rotatingFile(pasta);
      await escrever(out, `partida ${n}\n`);
      await fechar(out);
      truncateSync(join(pasta, 'foodious.log'), 16 * MIB); // full, without the writing
      const cheio = rotatingFile(pasta);
      await escrever(cheio, 'gota d’água\n');
      await fechar(cheio);
    }
    const nomes = ['foodious.log.3', 'foodious.log.2', 'foodious.log.1', 'foodious.log'];
    assert.deepEqual(
      logFiles(pasta),
      nomes.map((nome) => join(pasta, nome)),
    );
    assert.deepEqual(readdirSync(pasta).toSorted(), nomes.toSorted());
    const comecos = logFiles(pasta).map((file) => readFileSync(file).toString('utf8', 0, 9));
    assert.deepEqual(comecos, ['partida 4', 'partida 5', 'partida 6', '']);
  });

  test('um arquivo cheio dá lugar a outro sem reiniciar, e nenhuma linha se perde ou se parte', async (t) => {
    const pasta = umaPasta(t);
    const out = rotatingFile(pasta);
    const linhas = [...Array(5).keys()].map((n) => Buffer.alloc(4 * MIB, `${n}`));
    await Promise.all(linhas.map((linha) => escrever(out, linha)));
    await escrever(out, 'última\n');
    await fechar(out);
    const files = logFiles(pasta).map((file) => readFileSync(file));
    assert.ok(files.length > 1);
    assert.ok(Buffer.concat(files).equals(Buffer.concat([...linhas, Buffer.from('última\n')])));
  });

  test('pasta sem log nenhum não tem arquivo a mostrar', (t) => {
    assert.deepEqual(logFiles(umaPasta(t)), []);
  });
});

suite('o que se escreve de um erro', () => {
  function registrar(err: unknown) {
    const linhas: string[] = [];
    const log = createLogger('info', { write: (linha) => void linhas.push(linha) });
    log.error({ err }, 'falhou');
    const linha = linhas.join('');
    return { linha, ...JSON.parse(linha) };
  }
  const erroDe = (fazer: () => unknown) => {
    try {
      fazer();
    } catch (error) {
      return error;
    }
    return assert.fail('it did not throw');
  };

  const daMaria = { nome: 'Maria da Silva', cpf: '52998224725' };
  for (const [qual, error, type] of [
    ['um esquema', erroDe(() => z.object({ nome: z.literal('Maria da Silva') }).parse({ nome: 'outra' })), 'ZodError'],
    ['um JSON', erroDe(() => JSON.parse('Maria da Silva 52998224725')), 'SyntaxError'],
  ] as const)
    test(`de ${qual} quebrado fica o tipo, e nada do que ele cita`, () => {
      const { linha, err } = registrar(error);
      assert.match(String(error), /Maria/); // it would have been told
      assert.ok(!/Maria|52998224725/.test(linha), linha);
      assert.equal(err.type, type);
    });

  test('de uma falha fica o tipo, o código, a mensagem e onde foi', () => {
    const { err } = registrar(Object.assign(new Error('sem conexão'), { code: 'ECONNREFUSED', request: daMaria }));
    assert.deepEqual([err.type, err.code, err.message], ['Error', 'ECONNREFUSED', 'sem conexão']);
    assert.match(err.frames[0], /log\.test\.ts/);
    assert.deepEqual(Object.keys(err).toSorted(), ['code', 'frames', 'message', 'type']);
  });

  test('da causa de uma falha fica o mesmo', () => {
    const cause = Object.assign(new Error('sem conexão'), { code: 'ECONNREFUSED', body: daMaria });
    const { err, linha } = registrar(new Unavailable('produto does not answer', { cause }));
    assert.deepEqual([err.type, err.message], ['Unavailable', 'produto does not answer']);
    assert.deepEqual([err.cause.type, err.cause.code], ['Error', 'ECONNREFUSED']);
    assert.ok(!/Maria|52998224725/.test(linha));
  });

  test('o que acompanha um erro, e o que uma recusa ou um provedor diz, não é escrito', () => {
    const recusa = new Refusal('invalid', 'Cliente não encontrado: 52998224725', { campo: 'cpf', ...daMaria });
    const doProvedor = Object.assign(new Error('Maria da Silva não existe'), { name: 'BadRequestException' });
    for (const error of [recusa, doProvedor, new Error('Não', { cause: daMaria }), daMaria, 'Maria da Silva'])
      assert.ok(!/Maria|52998224725/.test(registrar(error).linha), registrar(error).linha);
  });

  test('cada linha tem o instante em UTC e o nível por extenso', () => {
    const { time, level, msg } = registrar(new Error('x'));
    assert.match(time, /^\d{4}-\d\d-\d\dT.*Z$/);
    assert.deepEqual([level, msg], ['error', 'falhou']);
  });
});
