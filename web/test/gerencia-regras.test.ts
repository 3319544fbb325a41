import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Problema } from '../src/api/problem.ts';
import { contatoDe } from '../src/screens/gerencia/state/aparelhos/contato.ts';
import { mudancasDe } from '../src/screens/gerencia/state/auditoria/palavras.ts';
import { dizerQuem } from '../src/screens/gerencia/state/auditoria/quem.ts';
import { achar } from '../src/screens/gerencia/state/cardapio/achar.ts';
import { escreverReais, lerReais } from '../src/screens/gerencia/state/cardapio/preco.ts';
import { aproximar, arrastar, corte, quadroInicial } from '../src/screens/gerencia/state/cardapio/recorte.ts';
import { divergencias, juntar } from '../src/screens/gerencia/state/divergencias.ts';
import { errosDoFormulario } from '../src/screens/gerencia/state/erros.ts';
import { type Fila, saudeDasFilas, tomDaFila } from '../src/screens/gerencia/state/filas/saude.ts';
import { oQueAcontece } from '../src/screens/gerencia/state/pedidos/cancelamento.ts';
import { filtroDe, lerNumero } from '../src/screens/gerencia/state/pedidos/filtro.ts';
import { lerLog } from '../src/screens/gerencia/state/pedidos/ler-log.ts';
import { ligacao } from '../src/ui/palavras.ts';
import { depois, duracao } from '../src/ui/tempo.ts';

describe('o preço', () => {
  for (const [texto, reais] of [
    ['20,20', 20.2],
    ['R$ 1.234,50', 1234.5],
    ['7.5', 7.5],
    ['1.000', 1000],
    ['15', 15],
    ['-3', -3],
    ['1,234', 1.234],
    ['', undefined],
    ['vinte', undefined],
    ['1.2.3', undefined],
    ['1,2,3', undefined],
  ] as const)
    test(`escrito “${texto}” é ${reais ?? 'nenhum'}`, () => assert.equal(lerReais(texto), reais));

  test('volta ao campo como foi escrito', () => assert.equal(escreverReais(20.2), '20,20'));
});

describe('o recorte', () => {
  const imagem = { largura: 1200, altura: 900 };

  test('começa pelo maior quadrado, no meio, e sai com no máximo 1080 pixels', () => {
    assert.deepEqual(corte(imagem, quadroInicial(imagem)), { x: 150, y: 0, lado: 900, saida: 900 });
    const enorme = { largura: 4000, altura: 3000 };
    assert.deepEqual(corte(enorme, quadroInicial(enorme)), { x: 500, y: 0, lado: 3000, saida: 1080 });
  });

  test('não aumenta uma imagem pequena', () => {
    const pequena = { largura: 300, altura: 200 };
    assert.equal(corte(pequena, quadroInicial(pequena)).saida, 200);
  });

  test('por mais que se arraste e aproxime, fica dentro da imagem', () => {
    let quadro = quadroInicial(imagem);
    for (let i = 0; i < 400; i += 1) {
      quadro =
        i % 3
          ? arrastar(imagem, quadro, Math.sin(i) * 2, Math.cos(i) * 2)
          : aproximar(imagem, quadro, i % 2 ? 1.7 : 0.6, { x: (i % 7) / 7, y: (i % 5) / 5 });
      const { x, y, lado } = corte(imagem, quadro);
      assert.ok(x >= -1e-6 && y >= -1e-6 && x + lado <= 1200 + 1e-6 && y + lado <= 900 + 1e-6, `${x} ${y} ${lado}`);
    }
  });

  test('aproxima em torno do ponto: o que está sob ele não sai do lugar', () => {
    const em = { x: 0.25, y: 0.75 };
    const antes = corte(imagem, quadroInicial(imagem));
    const depois = corte(imagem, aproximar(imagem, quadroInicial(imagem), 2, em));
    const sob = ({ x, y, lado }: typeof antes) => [x + em.x * lado, y + em.y * lado];
    assert.deepEqual(sob(depois), sob(antes));
  });

  test('arrastar para a direita mostra o que estava à esquerda', () => {
    const perto = aproximar(imagem, quadroInicial(imagem), 3);
    assert.ok(arrastar(imagem, perto, 0.1, 0).x < perto.x);
  });
});

describe('os erros de um formulário', () => {
  const rotulos = {
    ociosoS: 'Segundos sem toque',
    vermelhoMin: 'Minutos até o vermelho',
    amareloMin: 'Minutos até o amarelo',
    nome: 'Nome',
  };

  test('vão cada um ao seu campo, também quando só o texto diz qual é', () => {
    const erro = new Problema(400, {
      erros: [
        { campo: 'nome', mensagem: 'Nome deve ser válido' },
        { campo: 'totem', mensagem: 'ociosoS deve ser um inteiro de 15 a 300' },
        { campo: 'cozinha', mensagem: 'vermelhoMin deve ser maior que amareloMin' },
      ],
    });
    assert.deepEqual(errosDoFormulario(erro, rotulos), {
      campos: {
        nome: 'Nome deve ser válido',
        ociosoS: '“Segundos sem toque” deve ser um inteiro de 15 a 300',
        vermelhoMin: '“Minutos até o vermelho” deve ser maior que “Minutos até o amarelo”',
      },
      geral: undefined,
    });
  });

  test('de nenhum campo são ditos juntos; sem rede, diz-se isso', () => {
    assert.equal(errosDoFormulario(new Problema(409, { message: 'Já foi' }), rotulos).geral, 'Já foi');
    assert.match(errosDoFormulario(new TypeError('fetch'), rotulos).geral ?? '', /Sem conexão/);
    assert.deepEqual(errosDoFormulario(null, rotulos), { campos: {}, geral: undefined });
  });
});

describe('a saúde das filas', () => {
  const AGORA = Date.parse('2026-11-25T12:00:00Z');
  const vazia = { esperando: 0, emVoo: 0, maisAntigaEm: null };
  const fila = (campos: Partial<Fila> = {}): Fila => ({
    fila: 'f',
    de: 'pedido',
    para: 'cozinha',
    mortas: vazia,
    recusadas: 0,
    ...vazia,
    ...campos,
  });
  const ha = (s: number) => new Date(AGORA - s * 1_000).toISOString();
  const saude = (filas: Fila[], faltam: string[] = []) => saudeDasFilas({ filas, faltam }, AGORA);

  test('está em dia quando nada morreu, nada envelhece e todos respondem', () => {
    assert.deepEqual(saude([fila(), fila({ esperando: 3, maisAntigaEm: ha(20) })]), {
      tom: 'bom',
      frase: 'Filas em dia',
    });
  });

  test('o que morreu grita mais alto que o que espera, e conta também o que alguém está olhando', () => {
    const filas = [
      fila({ mortas: { esperando: 1, emVoo: 2, maisAntigaEm: ha(5) } }),
      fila({ esperando: 1, maisAntigaEm: ha(600) }),
    ];
    assert.deepEqual(saude(filas), {
      tom: 'mau',
      frase: '3 mensagens mortas esperam por alguém · uma mensagem espera há 10 min',
    });
    assert.equal(tomDaFila(filas[0] as Fila, AGORA), 'mau');
    assert.equal(tomDaFila(filas[1] as Fila, AGORA), 'aviso');
  });

  test('o que a fila recusou espera por alguém como o que morreu', () => {
    const recusada = fila({ recusadas: 1 });
    assert.deepEqual(saude([recusada]), { tom: 'mau', frase: '1 mensagem morta espera por alguém' });
    assert.equal(tomDaFila(recusada, AGORA), 'mau');
    assert.equal(tomDaFila(fila({ recusadas: null }), AGORA), 'bom'); // its writer is away: `faltam` says so
  });

  test('do que não se sabe não se diz que vai bem', () => {
    const nula = { esperando: null, emVoo: null, maisAntigaEm: null };
    const sem = fila({ ...nula, mortas: nula });
    assert.deepEqual(saude([sem], ['cozinha']), { tom: 'aviso', frase: 'Sem resposta de cozinha' });
    assert.equal(tomDaFila(sem, AGORA), 'aviso');
  });
});

test('procura produtos sem ligar para acento, caixa e ordem das palavras', () => {
  const produtos = [
    { nome: 'Açaí na Tigela', descricao: 'com banana' },
    { nome: 'Pudim', descricao: 'de leite' },
  ];
  assert.deepEqual(achar(produtos, 'BANANA acai'), [produtos[0]]);
  assert.deepEqual(achar(produtos, ' '), produtos);
  assert.deepEqual(achar(produtos, 'açaí leite'), []);
});

test('um filtro do endereço que não faz sentido não filtra', () => {
  const ler = (busca: string) => filtroDe(new URLSearchParams(busca));
  assert.deepEqual(ler('estado=PRONTO&dia=2026-11-25&senha=7'), { estado: 'PRONTO', dia: '2026-11-25', senha: '7' });
  assert.deepEqual(ler('estado=toString&dia=ontem&senha=x'), {});
  assert.deepEqual([lerNumero(' #042 '), lerNumero('0'), lerNumero('abc')], [42, undefined, undefined]);
});

test('o que veio em seguida não se diz em milésimos', () => {
  assert.deepEqual([115, 1_430, 61_000].map(depois), ['em seguida', '1,4 s depois', '1 min depois']);
});

test('apagada uma pessoa, vai embora a ligação com o pedido que fez, ou com os pedidos', () => {
  assert.equal(ligacao(1), 'a ligação com o pedido que fez');
  assert.equal(ligacao(1_200), 'a ligação com os 1.200 pedidos que fez');
});

test('um pedido cancelado devolve o que foi pago, e avisa a cozinha onde ela já mexeu nele; o entregue não se cancela', () => {
  for (const estado of ['RECEBIDO', 'EM_PREPARACAO', 'PRONTO'] as const) {
    assert.match(oQueAcontece(estado) ?? '', /o que foi pago é devolvido inteiro/);
    assert.match(oQueAcontece(estado) ?? '', /cozinha/);
  }
  for (const estado of ['PAGAMENTO_PENDENTE', 'CHECKOUT'] as const)
    assert.doesNotMatch(oQueAcontece(estado) ?? '', /devolvido inteiro|cozinha/);
  assert.deepEqual([oQueAcontece('FINALIZADO'), oQueAcontece('CANCELADO')], [null, null]);
});

test('durações em poucas palavras', () => {
  const casos = [8, 1_430, 9_960, 61_000, 3_600_000, 12_000_000, 3 * 86_400_000];
  assert.deepEqual(casos.map(duracao), ['8 ms', '1,4 s', '10 s', '1 min', '1 h', '3 h 20 min', '3 dias']);
});

test('de uma linha de log lê-se primeiro o que aconteceu; o resto fica à mão', () => {
  const { nivel, tom, mensagem, resto } = lerLog({
    level: 'warn',
    time: 't',
    service: 'pedido',
    msg: 'request',
    method: 'POST',
    route: '/v1/pedido',
    status: 409,
    ms: 3,
  });
  assert.deepEqual([nivel, tom, mensagem], ['warn', 'aviso', 'request · POST /v1/pedido 409']);
  assert.equal(resto.ms, 3);
});

test('só o que outra pessoa salvou diferente se escolhe; o que só este formulário mudou fica', () => {
  const abriu = { nome: 'Dog', preco: '10,00', descricao: '', ativo: true, imagem: null };
  const meu = { ...abriu, preco: '11', descricao: 'Minha' };
  const agora = { ...abriu, preco: '12,00', ativo: false, nome: 'Dog' };
  assert.deepEqual(divergencias(abriu, meu, agora), [
    { campo: 'preco', mexi: true },
    { campo: 'ativo', mexi: false },
  ]);
  assert.deepEqual(juntar(abriu, meu, agora, new Set(['preco'])), { ...meu, ativo: false });
  assert.deepEqual(juntar(abriu, meu, agora, new Set()), { ...meu, preco: '12,00', ativo: false });
  assert.deepEqual(juntar(abriu, meu, agora, new Set(['preco', 'ativo'])), meu);
  assert.deepEqual(divergencias(abriu, meu, { ...meu }), [], 'both wrote the same');
  assert.deepEqual(divergencias(abriu, meu, abriu), []);
});

describe('um aparelho', () => {
  const agora = Date.parse('2026-11-27T12:00:00Z');
  for (const [segundos, visto, selo] of [
    [30, 'visto agora', 'Em uso'],
    [5 * 60, 'visto há 5 min', 'Em uso'],
    [8 * 60, 'visto há 8 min', 'Sem contato'],
  ] as const)
    test(`de que se ouviu há ${segundos} s está “${selo}”`, () => {
      const vistoEm = new Date(agora - segundos * 1_000).toISOString();
      const dito = contatoDe(
        { id: 1, nome: 'Totem', tipo: 'totem', versao: null, criadoEm: vistoEm, vistoEm, revogadoEm: null },
        agora,
      );
      assert.deepEqual([dito.visto, dito.selo], [visto, selo]);
    });
});

test('a auditoria diz quem e o que em palavras de gente', () => {
  const quem = (id: string) => dizerQuem({ quem: id, nome: null });
  assert.deepEqual(['totem', 'cliente', 'ninguém', 'equipe-7', 'programa-x'].map(quem), [
    'Um totem',
    'O próprio cliente',
    'Não identificado',
    'Pessoa 7 da equipe',
    'Um programa',
  ]);
  const depois = { com: 'pin', tela: 'meus-dados', tipo: 'cozinha', primeiro: true };
  assert.deepEqual(
    mudancasDe({ antes: null, depois }).map(({ campo, para }) => `${campo}: ${para}`),
    ['com: PIN', 'tela: Meus dados', 'tipo: Cozinha', 'do primeiro início: sim'],
  );
});
