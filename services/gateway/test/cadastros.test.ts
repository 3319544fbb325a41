import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { limiteDeCadastros } from '../src/http/cadastros.ts';

/** A limit whose clock the test moves; `vezes` says how many of so many tries were let through. */
function abrir(porMinuto = 120) {
  let agora = Date.UTC(2026, 4, 4);
  const contar = limiteDeCadastros(porMinuto, () => agora);
  const uma = (...quem: Parameters<typeof contar>) => {
    try {
      contar(...quem);
      return undefined;
    } catch (error) {
      assert.ok(error instanceof Refusal && error.kind === 'too-many' && error.codigo === 'tentativas-demais');
      return error.extra?.esperaSegundos;
    }
  };
  return {
    uma,
    vezes: (tentativas: number, ...quem: Parameters<typeof contar>) =>
      Array.from({ length: tentativas }, () => uma(...quem)).filter((espera) => espera === undefined).length,
    passam: (segundos: number) => {
      agora += segundos * 1_000;
    },
  };
}

const umDono = (dono: string, papel: string, ...scopes: string[]) => ({ dono, papel, scopes: new Set(scopes) });

suite('cadastros e procuras por minuto', () => {
  test('uma sessão do totem tem 30; um programa, 120; quem não se sabe quem é, os do seu endereço', () => {
    const { vezes } = abrir();
    assert.equal(vezes(200, '10.0.0.1', umDono('sessao-1', 'totem')), 30);
    assert.equal(vezes(200, '10.0.0.2', umDono('totem-1', 'programa')), 120);
    assert.equal(vezes(200, '10.0.0.3', null), 120);
  });

  test('um endereço tem 120, seja em quantas sessões for; e uma sessão 30, seja de quantos endereços', () => {
    const { vezes } = abrir();
    const sessoes = Array.from({ length: 10 }, (_, i) => vezes(20, '10.0.0.1', umDono(`sessao-${i}`, 'totem')));
    assert.equal(
      sessoes.reduce((soma, n) => soma + n),
      120,
    );
    const enderecos = Array.from({ length: 10 }, (_, i) => vezes(20, `10.0.1.${i}`, umDono('sessao-x', 'totem')));
    assert.equal(
      enderecos.reduce((soma, n) => soma + n),
      30,
    );
  });

  test('de um endereço IPv6 conta a rede: os outros todos são da mesma máquina', () => {
    const { vezes } = abrir();
    assert.equal(vezes(200, '2001:db8:0:1::a', null), 120);
    assert.equal(vezes(200, '2001:db8:0:1:ffff::b', null), 0);
    assert.equal(vezes(200, '2001:db8:0:2::a', null), 120);
  });

  test('uma multidão de endereços não toma mais memória nem mais tempo: os de há mais tempo se esquecem', () => {
    const { vezes } = abrir(1);
    const multidao = Array.from({ length: 100_000 }, (_, i) => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`);
    const comecou = performance.now();
    for (const endereco of multidao) assert.equal(vezes(1, endereco, null), 1);
    assert.ok(performance.now() - comecou < 5_000);
    assert.deepEqual([vezes(1, multidao.at(-1) ?? '', null), vezes(1, multidao[0] ?? '', null)], [0, 1]);
  });

  test('diz quanto esperar, e depois disso deixa; em um minuto, tudo de novo', () => {
    const { uma, vezes, passam } = abrir();
    const ela = umDono('sessao-1', 'totem');
    assert.equal(vezes(30, '10.0.0.1', ela), 30);
    assert.equal(uma('10.0.0.1', ela), 2);
    passam(1);
    assert.equal(uma('10.0.0.1', ela), 1);
    passam(1);
    assert.equal(uma('10.0.0.1', ela), undefined);
    passam(60);
    assert.equal(vezes(200, '10.0.0.1', ela), 30);
  });

  test('o que se recusa a um não gasta o dos outros no mesmo endereço', () => {
    const { vezes } = abrir(40);
    vezes(1_000, '10.0.0.1', umDono('sessao-1', 'totem'));
    assert.equal(vezes(100, '10.0.0.1', umDono('sessao-2', 'totem')), 10);
  });

  test('quem pode ler o cadastro de todos não espera', () => {
    const { vezes } = abrir(1);
    assert.equal(vezes(500, '10.0.0.1', umDono('equipe-1', 'gerente', 'cliente:ler')), 500);
  });
});
