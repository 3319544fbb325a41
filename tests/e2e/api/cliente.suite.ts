import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { Call } from '@foodious/testing/client.ts';
import { comPontos, umCpf, unico } from '@foodious/testing/fixtures.ts';
import { diaDe } from '@foodious/testing/place.ts';
import type { Sistema } from '@foodious/testing/sistema.ts';
import { recusa, sistema, umCliente, umPedido } from './compartilhado.ts';

const hoje = () => diaDe(new Date());
const trocarUltimo = (cpf: string) => cpf.slice(0, -1) + ((Number(cpf.at(-1)) + 1) % 10);
const CPF_INVALIDO = { status: 400, message: 'O CPF do cliente não é válido' };
const novo = (campos: object = {}) => ({
  nome: 'Ana Souza',
  email: `${unico()}@exemplo.com`,
  cpf: umCpf(),
  ...campos,
});

/** What is no CPF, though some look like one. */
const tortos = (): string[] => [
  trocarUltimo(umCpf()),
  // 529982247 is followed by 25: with a 3 no last digit makes it right.
  ...[...Array(10).keys()].map((ultimo) => `5299822473${ultimo}`),
  '11111111111',
  '00000000000',
  umCpf().slice(1),
  `${umCpf()}0`,
  'abcdefghijk',
  comPontos(umCpf()).replaceAll('.', '-'),
  `${umCpf()}'; drop table cliente; --`,
];

describe('cliente', () => {
  let s: Sistema;
  before(async () => {
    s = await sistema();
  });

  for (const versao of ['v1', 'v2']) {
    test(`${versao}: um cadastro volta inteiro, com o CPF em dígitos, e se lê igual`, async () => {
      const cpf = umCpf();
      const cliente = novo({ cpf: comPontos(cpf) });
      const { status, body } = await s.totem('POST', `/${versao}/cliente`, cliente);
      assert.equal(status, 201);
      assert.deepEqual(body, { ...cliente, id: body.id, cpf });
      for (const como of [cpf, comPontos(cpf)]) {
        const lido = await s.gerente('GET', `/v1/cliente?cpf=${como}`);
        assert.deepEqual({ status: lido.status, body: lido.body }, { status: 200, body });
      }
    });

    test(`${versao}: apagar responde com um protocolo de hoje, desliga os pedidos e libera CPF e e-mail`, async () => {
      const cliente = await umCliente();
      const aberto = await umPedido({ clienteId: cliente.id });
      const pago = await umPedido({ clienteId: cliente.id, estado: 'RECEBIDO' });
      assert.equal(pago.clienteId, cliente.id);

      const { status, body } = await s.gerente('DELETE', `/${versao}/cliente?cpf=${comPontos(cliente.cpf)}`);
      assert.equal(status, 200);
      assert.match(body.protocolo, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      assert.deepEqual(body, { protocolo: body.protocolo, dataDelecao: hoje(), dataSolicitacao: hoje() });

      for (const { id } of [aberto, pago])
        assert.equal((await s.totem('GET', `/v1/pedido/${id}`)).body.clienteId, null);
      assert.equal((await s.gerente('GET', `/v1/cliente?cpf=${cliente.cpf}`)).status, 404);
      assert.equal((await s.gerente('DELETE', `/${versao}/cliente?cpf=${cliente.cpf}`)).status, 404);
      assert.equal((await s.totem('POST', '/v1/pedido', { clienteId: cliente.id })).status, 400);
      const { nome, email, cpf } = cliente;
      assert.equal((await s.totem('POST', '/v1/cliente', { nome, email, cpf })).status, 201);
    });
  }

  test('um corpo vazio diz os três campos que faltam', async () => {
    const { status, body } = await s.totem('POST', '/v1/cliente', {});
    assert.equal(status, 400);
    assert.deepEqual(body.message, ['Nome deve ser válido', 'Email deve ser válido', 'CPF deve ser válido']);
  });

  test('do que se cola com nome, e-mail e CPF fica só o que se vê; de que nada se vê não é um nome', async () => {
    const [email, cpf] = [`${unico()}@exemplo.com`, umCpf()];
    const colado = {
      nome: '\u202a Jose\u0301\u200b  da\u00a0Silva\u202c',
      email: `\ufeff${email}\u200b `,
      cpf: `\u2060${cpf}\u200b`,
    };
    const { status, body } = await s.totem('POST', '/v1/cliente', colado);
    assert.deepEqual([status, body], [201, { id: body.id, nome: 'José da Silva', email, cpf }]);
    assert.equal(
      (await s.totem('POST', '/v1/cliente', novo({ email: `\u200b${email}` }))).body.message,
      'O email do cliente não é único',
    );
    const achado = await s.gerente('GET', `/v1/cliente?cpf=${encodeURIComponent(`\u200b${comPontos(cpf)}`)}`);
    assert.deepEqual([achado.status, achado.body.id], [200, body.id]);
    const semRosto = await s.totem('POST', '/v1/cliente', novo({ nome: '\u200b\u200d\u00a0' }));
    assert.deepEqual([semRosto.status, semRosto.body.message], [400, ['Nome deve ser válido']]);
  });

  test('recusa o que não cabe em um cadastro, dizendo o campo', async (t) => {
    const longo = `${'x'.repeat(60)}@${`${'y'.repeat(60)}.`.repeat(4)}com`;
    const fora: object[] = [
      { nome: '' },
      { nome: '   ' },
      { nome: 'x'.repeat(256) },
      { nome: null },
      { nome: 1 },
      { nome: 'Ana 2' },
      { nome: 'http://mau.example/ganhe' },
      { nome: 'mau.example' },
      { nome: 'Ana 🍔' },
      { email: '' },
      { email: 'ana' },
      { email: 'ana@' },
      { email: 'ana@exemplo.com, outro@exemplo.com' },
      { email: longo },
      { email: null },
      { cpf: '' },
      { cpf: null },
      { cpf: 12_345_678_909 },
      { cpf: trocarUltimo(umCpf()) },
    ];
    for (const campos of fora)
      await t.test(JSON.stringify(campos).slice(0, 60), async () => {
        const { status, body } = await s.totem('POST', '/v1/cliente', novo(campos));
        assert.equal(status, 400);
        assert.deepEqual(
          body.erros.map(({ campo }: { campo: string }) => campo),
          Object.keys(campos),
        );
      });
  });

  test('um nome de 255 letras cabe', async () => {
    assert.equal((await s.totem('POST', '/v1/cliente', novo({ nome: 'x'.repeat(255) }))).status, 201);
  });

  test('o que não é CPF é recusado em toda parte, com a mesma frase', async () => {
    for (const cpf of tortos()) {
      const query = `cpf=${encodeURIComponent(cpf)}`;
      const answers = [
        await s.totem('POST', '/v1/cliente', novo({ cpf })),
        await s.gerente('GET', `/v1/cliente?${query}`),
        await s.totem('POST', `/v1/cliente/identifica?${query}`),
        await s.gerente('DELETE', `/v1/cliente?${query}`),
        await s.gerente('DELETE', `/v2/cliente?${query}`),
      ];
      assert.deepEqual(answers.map(recusa), Array(answers.length).fill(CPF_INVALIDO), cpf);
    }
  });

  test('um e-mail já cadastrado, em qualquer caixa, e um CPF já cadastrado não se repetem', async () => {
    const { email, cpf } = await umCliente();
    for (const repetido of [email, email.toUpperCase()])
      assert.deepEqual(recusa(await s.totem('POST', '/v1/cliente', novo({ email: repetido }))), {
        status: 400,
        message: 'O email do cliente não é único',
      });
    for (const repetido of [cpf, comPontos(cpf)])
      assert.deepEqual(recusa(await s.totem('POST', '/v1/cliente', novo({ cpf: repetido }))), {
        status: 400,
        message: 'O cpf do cliente não é único',
      });
  });

  for (const campo of ['cpf', 'email'] as const)
    test(`de cadastros simultâneos com o mesmo ${campo}, um só vale`, async () => {
      const igual = { [campo]: novo()[campo] };
      const answers = await Promise.all([...Array(6)].map(() => s.totem('POST', '/v1/cliente', novo(igual))));
      const [feitos, recusados] = [201, 400].map((n) => answers.filter(({ status }) => status === n));
      assert.equal(feitos?.length, 1);
      assert.deepEqual(
        recusados?.map(({ body }) => body.message),
        Array(5).fill(`O ${campo} do cliente não é único`),
      );
    });

  test('um cadastro ignora o que não conhece', async () => {
    const { status, body } = await s.totem('POST', '/v1/cliente', novo({ id: 987_654, admin: true }));
    assert.equal(status, 201);
    assert.notEqual(body.id, 987_654);
    assert.deepEqual(Object.keys(body).sort(), ['cpf', 'email', 'id', 'nome']);
  });

  test('um CPF desconhecido é repetido como veio', async () => {
    for (const cpf of [umCpf(), comPontos(umCpf())])
      assert.deepEqual(recusa(await s.gerente('GET', `/v1/cliente?cpf=${cpf}`)), {
        status: 404,
        message: `Cliente não encontrado: ${cpf}`,
      });
  });

  test('sem CPF não se procura nem se apaga ninguém', async () => {
    for (const query of ['', '?cpf='])
      for (const [method, versao] of [
        ['GET', 'v1'],
        ['DELETE', 'v1'],
        ['DELETE', 'v2'],
      ] as const)
        assert.deepEqual(recusa(await s.gerente(method, `/${versao}/cliente${query}`)), {
          status: 400,
          message: ['CPF deve ser válido'],
        });
  });

  describe('identifica', () => {
    const identifica = (call: Call, cpf: string) => call('POST', `/v1/cliente/identifica?cpf=${cpf}`);

    test('ao totem diz só primeiro nome, e-mail mascarado e CPF; à gerência, tudo', async () => {
      const cliente = await umCliente({ nome: 'Ana Maria Souza', email: `ana.${unico()}@exemplo.com` });
      const resumo = { ...cliente, nome: 'Ana', email: 'a***@exemplo.com' };
      for (const cpf of [cliente.cpf, comPontos(cliente.cpf)]) {
        const doTotem = await identifica(s.totem, cpf);
        assert.deepEqual([doTotem.status, doTotem.body], [200, resumo]);
        const identificado = await identifica(await s.comCpf(cpf), cpf);
        assert.deepEqual([identificado.status, identificado.body], [200, resumo]);
        const daGerencia = await identifica(s.gerente, cpf);
        assert.deepEqual([daGerencia.status, daGerencia.body], [200, cliente]);
      }
    });

    test('sem CPF, ou com um desconhecido, é anônimo', async () => {
      for (const query of ['', '?cpf=', `?cpf=${umCpf()}`]) {
        const { status, body } = await s.totem('POST', `/v1/cliente/identifica${query}`);
        assert.deepEqual({ status, body }, { status: 200, body: { anonimo: true } });
      }
    });
  });

  describe('quem só disse o CPF', () => {
    test('pede e acompanha o próprio pedido', async () => {
      const { id: clienteId, cpf } = await umCliente();
      const dono = await s.comCpf(cpf);
      const { status, body } = await dono('POST', '/v1/pedido', { clienteId });
      assert.deepEqual([status, body.clienteId], [201, clienteId]);
      assert.equal((await dono('GET', `/v1/pedido/${body.id}`)).body.clienteId, clienteId);
      assert.equal((await dono('GET', `/v1/pedido/${body.id}/estado`)).status, 200);
      assert.equal((await dono('PUT', `/v1/pedido/${body.id}`, { ativo: true })).status, 200);
    });

    test('não pede em nome de outro cliente, nem de um que não há', async () => {
      const outro = await umCliente();
      const dono = await s.comCpf((await umCliente()).cpf);
      const { id } = (await dono('POST', '/v1/pedido', {})).body;
      for (const clienteId of [outro.id, 99_999_999])
        for (const [method, path] of [
          ['POST', '/v1/pedido'],
          ['PUT', `/v1/pedido/${id}`],
        ] as const)
          assert.equal((await dono(method, path, { clienteId })).status, 403, `${method} ${path}`);
    });

    test('não lê cadastro, não apaga nem cadastra', async () => {
      const { cpf } = await umCliente();
      const dono = await s.comCpf(cpf);
      const proibidas: [string, string, object?][] = [
        ['GET', `/v1/cliente?cpf=${cpf}`],
        ['DELETE', `/v1/cliente?cpf=${cpf}`],
        ['DELETE', `/v2/cliente?cpf=${cpf}`],
        ['POST', '/v1/cliente', novo()],
      ];
      for (const [method, path, body] of proibidas)
        assert.equal((await dono(method, path, body)).status, 403, `${method} ${path}`);
      assert.equal((await s.gerente('GET', `/v1/cliente?cpf=${cpf}`)).status, 200, 'still there');
    });
  });
});
