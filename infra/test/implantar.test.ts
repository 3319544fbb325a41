import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Template } from 'aws-cdk-lib/assertions';
import { ambientes, casaDoAmbiente } from '../ambientes.ts';
import { faltas, objetoDaTela, pedido, plano } from '../plano.ts';
import { restaurante } from '../restaurante.ts';
import type { Recursos } from './modelo.ts';
import { appSemConferir } from './modelo.ts';

const passos = (linha: string) => plano(pedido(linha.split(' ')));
const feitos = (linha: string) => passos(linha).map(([faz]) => faz);
const pilhasDe = (linha: string, fazendo = 'implantar') =>
  passos(linha).flatMap(([faz, ...pilhas]) => (faz === fazendo ? pilhas : []));

const todas = restaurante(appSemConferir(), { ambiente: ambientes.dev, casa: casaDoAmbiente({}) });

/** Fails where a stack comes before one it stands on. */
function emOrdem(ordem: readonly string[]): void {
  const lugar = new Map(ordem.map((pilha, i) => [`foodious-dev-${pilha}`, i]));
  for (const { stackName, dependencies } of Object.values(todas))
    for (const base of dependencies)
      assert.ok(Number(lugar.get(base.stackName)) < Number(lugar.get(stackName)), `${stackName}, ${base.stackName}`);
}

describe('a deployment', () => {
  test('makes every stack once, none before those it stands on', () => {
    assert.deepEqual(pilhasDe('dev').sort(), Object.keys(todas).sort());
    emOrdem(pilhasDe('dev'));
  });

  test('has image, databases and screens ready before the services run', () => {
    const [conferir, ...resto] = feitos('prod');
    assert.equal(conferir, 'conferir');
    assert.deepEqual(resto, [
      'sintetizar',
      'implantar',
      'construir',
      'implantar',
      'preparar',
      'telas',
      'implantar',
      'enderecos',
    ]);
    const [cedo, preparo, fim] = passos('prod').filter(([faz]) => faz === 'implantar');
    assert.ok(cedo?.includes('imagens') && cedo.includes('cdn'));
    assert.deepEqual(preparo, ['implantar', 'preparo']);
    assert.equal(fim?.[1], 'servicos');
  });

  test('of an image the registry has builds none', () =>
    assert.deepEqual(
      feitos('dev --image abc'),
      feitos('dev').filter((um) => um !== 'construir'),
    ));

  test('of an assembly synthesises none, and says its image', () => {
    assert.ok(!feitos('dev --image abc --app x').includes('sintetizar'));
    assert.throws(() => passos('dev --app x'), /--image/);
  });
});

describe('going back', () => {
  test('finds what ran before, and makes the services of it; databases stay as they are', () =>
    assert.deepEqual(passos('prod rollback').slice(0, -1), [
      ['conferir'],
      ['voltar'],
      ['sintetizar'],
      ['implantar', 'servicos'],
    ]));

  test('to a given image looks for none', () => assert.ok(!feitos('prod rollback --image abc').includes('voltar')));
});

describe('destroying', () => {
  test('is refused where the environment is protected', () =>
    assert.throws(() => passos('prod destroy --yes'), /prod/));

  test('asks, empties the buckets, and takes the stacks in the order in which nothing stands on them', () => {
    assert.deepEqual(feitos('dev destroy'), ['conferir', 'confirmar', 'sintetizar', 'esvaziar', 'destruir']);
    assert.deepEqual(pilhasDe('dev destroy', 'destruir').sort(), Object.keys(todas).sort());
    emOrdem(pilhasDe('dev destroy', 'destruir').reverse());
    const comBaldes = Object.entries(todas).filter(([, stack]) =>
      Object.values(Template.fromStack(stack).toJSON().Resources as Recursos).some(
        ({ Type }) => Type === 'AWS::S3::Bucket',
      ),
    );
    assert.deepEqual(pilhasDe('dev destroy', 'esvaziar').sort(), comBaldes.map(([nome]) => nome).sort());
  });

  test('does not ask whoever said yes', () => assert.ok(!feitos('dev destroy --yes').includes('confirmar')));
});

test('what GitHub may do is deployed by itself', () => assert.deepEqual(pilhasDe('dev esteira'), ['esteira']));

test('what is nothing we do shows how it is done', () => {
  for (const linha of ['', 'qa', 'dev dance', 'dev rollback prod'])
    assert.throws(() => passos(linha), /usage: npm run deploy -- dev\|prod/, linha);
  assert.throws(() => passos('dev --imagem abc'));
});

test('what whoever deploys has to say is missed before anything is done', () => {
  const tudo = { CDK_DEFAULT_ACCOUNT: '1', EMAIL_DOMINIO: 'a.example', EMAIL_DONO: 'b@a.example' };
  assert.deepEqual(faltas(pedido(['dev']), tudo), []);
  for (const nome of Object.keys(tudo))
    assert.match(faltas(pedido(['dev']), { ...tudo, [nome]: '' }).join(), new RegExp(`^${nome} is not set`));
  assert.match(faltas(pedido(['dev']), { ...tudo, DOMINIO: 'a.example' }).join(), /CERTIFICADO_ARN/);
  assert.match(faltas(pedido(['dev', 'esteira']), tudo).join(), /^REPOSITORIO/);
  assert.match(
    faltas(pedido(['dev', '--app', 'x', '--image', 'y']), {}).join(),
    /^CDK_DEFAULT_ACCOUNT is not set[^,]*$/,
  );
});

describe('a file of the screens', () => {
  test('is put by its name, said what it is, and never asked for again', () =>
    assert.deepEqual(objetoDaTela('totem-B8eapDov.js'), {
      Key: 'telas/totem-B8eapDov.js',
      ContentType: 'text/javascript; charset=utf-8',
      CacheControl: 'public, max-age=31536000, immutable',
    }));

  test('compressed beforehand is not put', () => {
    for (const nome of ['a-1.js.br', 'a-1.css.gz']) assert.equal(objetoDaTela(nome), undefined);
  });

  test('of a kind nobody knows ends the deployment', () => assert.throws(() => objetoDaTela('a.exe'), /\.exe/));
});
