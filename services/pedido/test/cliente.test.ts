import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Refusal } from '@foodious/kernel/refusal.ts';
import fc from 'fast-check';
import {
  type Cliente,
  cpfEncoberto,
  lerCpf,
  nomeDeBusca,
  primeiroNome,
  resumido,
  talvezCpf,
} from '../src/domain/cliente.ts';

/** The two verification digits as the Receita Federal words the rule: a remainder below 2 is written 0, others 11 minus it. */
function verificadores(base: string): string {
  let digitos = base;
  for (const primeiroPeso of [10, 11]) {
    const soma = [...digitos].reduce((total, digito, i) => total + Number(digito) * (primeiroPeso - i), 0);
    digitos += soma % 11 < 2 ? 0 : 11 - (soma % 11);
  }
  return digitos.slice(9);
}

const recusado = (texto: string) =>
  assert.throws(
    () => lerCpf(texto),
    (error) => {
      assert.ok(error instanceof Refusal, texto);
      assert.equal(error.kind, 'invalid');
      assert.equal(error.message, 'O CPF do cliente não é válido');
      assert.equal(error.campo, 'cpf');
      return true;
    },
    texto,
  );
const aceito = (texto: string) => {
  try {
    return lerCpf(texto) !== '';
  } catch {
    return false;
  }
};

const bases = fc.stringMatching(/^\d{9}$/).filter((base) => !/^(\d)\1*$/.test(base));
const cpfs = bases.map((base) => base + verificadores(base));

suite('CPF', () => {
  for (const cpf of ['12345678909', '00000000191', '11144477735', '52998224725', '01234567890'])
    test(`${cpf} é um CPF`, () => assert.equal(lerCpf(cpf), cpf));

  for (const [texto, cpf] of [
    ['123.456.789-09', '12345678909'],
    ['000.000.001-91', '00000000191'],
    ['123456789-09', '12345678909'],
    ['  12345678909 ', '12345678909'],
  ] as const)
    test(`"${texto}" é lido como ${cpf}`, () => assert.equal(lerCpf(texto), cpf));

  for (let d = 0; d <= 9; d += 1) {
    const repetido = String(d).repeat(11);
    test(`${repetido}, de algarismos repetidos, não é um CPF`, () => recusado(repetido));
  }

  for (const texto of [
    '',
    '   ',
    '12345678900',
    '12345678919',
    '00000000190',
    '1234567890',
    '123456789090',
    '123.456.789.09',
    '12.3456.789-09',
    '123 456 789 09',
    'a2345678909',
    '12345678909;',
    '１２３４５６７８９０９',
    '191',
  ])
    test(`"${texto}" não é um CPF`, () => recusado(texto));

  test('todo CPF é aceito, com ou sem pontos e traço, e vira só algarismos', () => {
    fc.assert(
      fc.property(cpfs, (cpf) => {
        assert.equal(lerCpf(cpf), cpf);
        assert.equal(lerCpf(cpf.replace(/(...)(...)(...)(..)/, '$1.$2.$3-$4')), cpf);
      }),
    );
  });

  test('de cem finais, só um faz um CPF', () => {
    fc.assert(
      fc.property(bases, (base) => {
        const finais = Array.from({ length: 100 }, (_, n) => String(n).padStart(2, '0'));
        assert.deepEqual(
          finais.filter((final) => aceito(base + final)),
          [verificadores(base)],
        );
      }),
    );
  });

  // A first verification digit 0 stands for two remainders, and so lets a few changes through: the rule, not our reading of it.
  test('trocar um algarismo desfaz o CPF', () => {
    fc.assert(
      fc.property(
        cpfs.filter((cpf) => cpf[9] !== '0'),
        fc.nat({ max: 10 }),
        fc.integer({ min: 1, max: 9 }),
        (cpf, i, mais) => recusado(cpf.slice(0, i) + ((Number(cpf[i]) + mais) % 10) + cpf.slice(i + 1)),
      ),
    );
  });

  test('a recusa não repete o CPF', () => {
    assert.throws(
      () => lerCpf('12345678900'),
      (error) => !/\d/.test(String(error)),
    );
  });
});

const umCliente = (parte: Partial<Cliente> = {}): Cliente => ({
  id: 3,
  nome: 'Maria da Silva',
  email: 'maria.silva@exemplo.com.br',
  cpf: '12345678909',
  ...parte,
});

suite('cliente num totem', () => {
  test('vê-se o primeiro nome, o e-mail encoberto e o CPF', () => {
    assert.deepEqual(resumido(umCliente()), {
      id: 3,
      nome: 'Maria',
      email: 'm***@exemplo.com.br',
      cpf: '12345678909',
    });
  });

  for (const [email, encoberto] of [
    ['a@b.co', 'a***@b.co'],
    ['"quem@sabe"@exemplo.com', '"***@exemplo.com'],
  ] as const)
    test(`${email} aparece como ${encoberto}`, () => assert.equal(resumido(umCliente({ email })).email, encoberto));

  test('do endereço só se vê a primeira letra, seja qual for o comprimento', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (email) => {
        const dominio = email.slice(email.lastIndexOf('@'));
        assert.equal(resumido(umCliente({ email })).email, `${email[0]}***${dominio}`);
      }),
    );
  });

  test('o primeiro nome é a primeira palavra', () => {
    for (const [nome, primeiro] of [
      ['Maria da Silva', 'Maria'],
      ['  João   Souza ', 'João'],
      ['Zé\tNinguém', 'Zé'],
      ['Cher', 'Cher'],
      ['', ''],
    ] as const)
      assert.equal(primeiroNome(nome), primeiro);
  });
});

suite('cliente na gerência', () => {
  test('do CPF se vê só o meio', () => {
    assert.equal(cpfEncoberto('52998224725'), '***.982.247-**');
  });

  test('o que não é um CPF inteiro não é procurado como um', () => {
    for (const texto of ['', '529982247', '52998224724', 'Maria 52998224725'])
      assert.equal(talvezCpf(texto), undefined);
    assert.equal(talvezCpf('529.982.247-25'), '52998224725');
  });

  for (const [nome, procurado] of [
    ['Maria da Silva', 'maria da silva'],
    ['  JOÃO   Ávila ', 'joao avila'],
    ['João', 'joao'],
    ['İzmir ÇAĞ', 'izmir cag'],
    ['김철수', '김철수'],
  ] as const)
    test(`${nome} se procura como ${procurado}`, () => assert.equal(nomeDeBusca(nome), procurado));

  test('um nome procurado nunca é mais longo, nem muda se procurado de novo', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (nome) => {
        const procurado = nomeDeBusca(nome);
        assert.ok([...procurado].length <= [...nome].length);
        assert.equal(nomeDeBusca(procurado), procurado);
      }),
    );
  });
});
