import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { suite, test } from 'node:test';

/** A process that gives up when it has started. @param stop what it does to end in order */
function umProcesso(stop: string) {
  const from = (file: string) => JSON.stringify(import.meta.resolve(`../src/${file}.ts`));
  const codigo = `
    import { giveUp } from ${from('ending')};
    import { run } from ${from('process')};
    import { createLogger } from ${from('log')};
    import { processSettings } from ${from('settings')};
    setInterval(() => giveUp('a senha é outra'), 50);
    await run(processSettings, async () => ({ stop: ${stop} }), () => createLogger('info'));`;
  return new Promise<{ code: number; linhas: string[]; erros: string }>((resolve) => {
    const env = { ...process.env, DATA_DIR: ':memory:' };
    execFile(process.execPath, ['--input-type=module', '-e', codigo], { env }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), linhas: stdout.trim().split('\n'), erros: stderr }),
    );
  });
}

suite('um processo que não pode continuar', { timeout: 60_000, concurrency: true }, () => {
  test('diz por quê, uma vez, acaba em ordem, e com 1', async () => {
    const { code, linhas, erros } = await umProcesso(`async () => console.log('parou')`);
    assert.deepEqual([code, erros], [1, '']);
    assert.ok(linhas.includes('parou'));
    const ditas = linhas.filter((linha) => linha !== 'parou').map((linha) => JSON.parse(linha));
    assert.deepEqual(
      ditas.map(({ level, msg }) => [level, msg]),
      [['fatal', 'a senha é outra']],
    );
  });

  test('que não sabe acabar em ordem acaba assim mesmo', async () => {
    for (const { code } of await Promise.all([
      umProcesso('() => new Promise(() => {})'),
      umProcesso(`async () => { throw new Error('não') }`),
    ]))
      assert.equal(code, 1);
  });
});
