import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { unicoMeio } from '../src/screens/gerencia/state/ajustes/campos.ts';
import { dizerSobre, mudancasDe } from '../src/screens/gerencia/state/auditoria/palavras.ts';
import type { Divergencia, Estornos, Pagamento, Pagamentos } from '../src/screens/gerencia/state/dinheiro/api.ts';
import {
  devolucaoDe,
  type Escrita,
  faltasDe,
  itensDevolviveis,
  melhorCancelar,
  valorDe,
  voltasDe,
} from '../src/screens/gerencia/state/dinheiro/devolver.ts';
import {
  aDevolver,
  diaPedido,
  dizerDiferenca,
  dizerLado,
  dizerTentativa,
  dizerTipo,
  emCurso,
  enderecoDoCsv,
  linhasDosTotais,
  outrosDias,
  reparosDe,
  situacaoDe,
  vinculaveis,
} from '../src/screens/gerencia/state/dinheiro/divergencias.ts';
import {
  comoSePaga,
  dizerErroDoEstorno,
  dizerLancamento,
  ondeEsta,
} from '../src/screens/gerencia/state/dinheiro/palavras.ts';
import { dizerParado } from '../src/screens/gerencia/state/dinheiro/parados.ts';
import { arrumar, dizerResultado } from '../src/screens/gerencia/state/dinheiro/resultados.ts';
import {
  diaQueDiverge,
  dinheiroDeTudo,
  notificacoesDeTudo,
  paradosDeTudo,
  totais,
  umaDivergencia,
  umPagamento,
} from './dinheiro-falso.ts';

const itens = [
  { itemId: 1, nome: 'Turbo Dog', quantidade: 3, precoUnitario: 18.5 },
  { itemId: 2, nome: 'Fritas', quantidade: 1, precoUnitario: 5.1 },
];
const escrita = (outra: Partial<Escrita> = {}): Escrita => ({
  como: 'tudo',
  quantidades: {},
  valor: '',
  motivo: 'Veio frio',
  ...outra,
});
const estornos = dinheiroDeTudo(1).estornos as Estornos;
const divergencia = (outra: object = {}) => umaDivergencia(outra) as Divergencia;

describe('o que se devolve', () => {
  test('de cada item, o que já voltou ou está a caminho não volta de novo; o que o banco recusou, sim', () => {
    const umDeles = (estado: 'FEITO' | 'PEDIDO' | 'RECUSADO', quantidade: number) => ({
      ...(estornos.estornos[0] as Estornos['estornos'][number]),
      estado,
      itens: [{ itemId: 1, nome: 'Turbo Dog', quantidade }],
    });
    const restam = (...deles: Estornos['estornos']) => itensDevolviveis(itens, deles).map(({ resta }) => resta);
    assert.deepEqual(restam(), [3, 1]);
    assert.deepEqual(restam(umDeles('FEITO', 1), umDeles('PEDIDO', 1)), [1, 1]);
    assert.deepEqual(restam(umDeles('RECUSADO', 2)), [3, 1]);
  });

  test('tudo é o que resta; dos itens, a soma exata; do valor, o que se escreveu', () => {
    const lista = itensDevolviveis(itens, []);
    assert.equal(valorDe(escrita(), lista, 30.4), 30.4);
    assert.equal(valorDe(escrita({ como: 'itens', quantidades: { 1: 2, 2: 1 } }), lista, 60.6), 42.1);
    assert.equal(valorDe(escrita({ como: 'valor', valor: '12,50' }), lista, 60.6), 12.5);
    assert.equal(valorDe(escrita({ como: 'valor', valor: 'doze' }), lista, 60.6), undefined);
  });

  for (const [nome, outra, campo, frase] of [
    ['um valor que não é número', { como: 'valor', valor: 'doze' }, 'valor', /Escreva um valor/],
    ['nada', { como: 'valor', valor: '0' }, 'valor', /maior que zero/],
    ['um terço de centavo', { como: 'valor', valor: '1,005' }, 'valor', /duas casas/],
    ['um centavo a mais do que resta', { como: 'valor', valor: '30,41' }, 'valor', /Só R\$ 30,40 ainda pode voltar/],
    ['nenhum item', { como: 'itens' }, 'itens', /ao menos um item/],
    ['itens que custam mais do que resta', { como: 'itens', quantidades: { 1: 2 } }, 'itens', /Só R\$ 30,40/],
    ['sem motivo', { motivo: '  ab ' }, 'motivo', /ao menos 3 letras/],
  ] as const)
    test(`não se pede ${nome}`, () => {
      const faltas = faltasDe(escrita(outra), itensDevolviveis(itens, []), 30.4);
      assert.deepEqual(Object.keys(faltas), [campo]);
      assert.match(faltas[campo] ?? '', frase);
    });

  test('até o último centavo que resta se pede, pelo que se escreveu', () => {
    const lista = itensDevolviveis(itens, []);
    for (const [outra, pedido] of [
      [{ como: 'valor', valor: '30,40' }, { valor: 30.4 }],
      [{ como: 'itens', quantidades: { 1: 1, 2: 0 } }, { itens: [{ itemId: 1, quantidade: 1 }] }],
      [{ motivo: ' Veio frio ' }, { tudo: true }],
    ] as const) {
      assert.deepEqual(faltasDe(escrita(outra), lista, 30.4), {});
      assert.deepEqual(devolucaoDe(escrita(outra)), { ...pedido, motivo: 'Veio frio' });
    }
  });

  test('tudo o que foi pago de um pedido que ainda anda é melhor cancelar; uma parte, ou um entregue, não', () => {
    const inteiro = { ...estornos, pago: 60.6, disponivel: 60.6 };
    assert.equal(melhorCancelar('EM_PREPARACAO', 60.6, inteiro), true);
    assert.equal(melhorCancelar('EM_PREPARACAO', 60.59, inteiro), false);
    assert.equal(melhorCancelar('FINALIZADO', 60.6, inteiro), false);
    assert.equal(melhorCancelar('PRONTO', 30.4, { ...inteiro, disponivel: 30.4 }), false);
  });

  test('cada devolução se vê uma vez, a mais nova primeiro, também a que pagamento ainda não ouviu', () => {
    const { pagamentos } = dinheiroDeTudo(1) as { pagamentos: Pagamentos };
    const voltas = voltasDe(pagamentos, estornos);
    assert.deepEqual(
      voltas.map(({ valor, motivo, tentativas }) => [valor, motivo, tentativas]),
      [
        [10, 'Demorou demais', 3],
        [20.2, 'Veio frio', 1],
        [5, 'Faltou o molho', 1],
      ],
    );
    assert.equal(voltasDe({ ...pagamentos, pagamentos: [umPagamento() as Pagamento] }, estornos).length, 3);
    const sozinha = voltasDe(pagamentos, { estornos: [] })[0];
    assert.deepEqual([sozinha?.motivo, sozinha?.por], [null, null]);
  });
});

describe('o dinheiro em palavras', () => {
  test('cada lançamento diz o que houve, e se entra ou sai', () => {
    const linhas = (dinheiroDeTudo(1).pagamentos as Pagamentos).pagamentos[0]?.livro ?? [];
    assert.deepEqual(
      linhas.slice(0, 3).map((linha) => Object.values(dizerLancamento(linha)).join(' | ')),
      ['Cobrado do cliente | ', 'Recebido, na conta do banco | +', 'Tarifa que o banco ficou | −'],
    );
    for (const linha of linhas) assert.doesNotMatch(dizerLancamento(linha).frase, /-/);
  });

  test('diz onde o dinheiro está, e o que falta devolver', () => {
    const { saldos } = dinheiroDeTudo(1).pagamentos;
    assert.deepEqual(ondeEsta(saldos), [
      { valor: 'R$ 39,80', onde: 'na conta do banco' },
      { valor: 'R$ 10,00', onde: 'a devolver' },
    ]);
    assert.deepEqual(ondeEsta({ provedor: -0.51 }), [{ valor: 'R$ 0,51', onde: 'a menos na conta do banco' }]);
    assert.deepEqual(ondeEsta({}), []);
  });

  test('como se paga, e por que uma devolução espera', () => {
    assert.equal(comoSePaga({ meio: 'pix', forma: null }), 'Pix');
    assert.equal(comoSePaga({ meio: 'balcao', forma: 'dinheiro' }), 'No balcão, em dinheiro');
    assert.match(dizerErroDoEstorno({ erro: 'saldo' }) ?? '', /não tinha saldo/);
    assert.match(dizerErroDoEstorno({ erro: 'um-novo' }) ?? '', /não respondeu/);
    assert.equal(dizerErroDoEstorno({ erro: null }), null);
  });

  test('de cada notificação com problema se diz o que é; das que pedem alguém, o que fazer; palavra de código, nenhuma', () => {
    for (const notificacao of notificacoesDeTudo()) {
      const { nome, significa, fazer } = dizerResultado(notificacao);
      assert.doesNotMatch(`${nome} ${significa} ${fazer}`, /webhook|saga|checkout|[a-z]-diverge/i);
      if (dizerResultado(notificacao).tom === 'mau') assert.ok(fazer, nome);
    }
    assert.equal(dizerResultado({ resultado: 'um-novo', tentativas: 1 }).nome, 'um-novo');
    assert.equal(dizerResultado({ resultado: null, tentativas: 0 }).nome, 'Na vez');
  });

  test('o texto recebido se arruma onde se entende, e fica como veio onde não', () => {
    assert.equal(arrumar('{"a":1}'), '{\n  "a": 1\n}');
    assert.equal(arrumar('{"a":'), '{"a":');
  });

  test('cada tipo de parado leva aonde se resolve', () => {
    const [fora, sem, vencido, pronto] = paradosDeTudo().map((um) =>
      dizerParado(um as Parameters<typeof dizerParado>[0]),
    );
    assert.equal(fora?.onde, '/filas/preparacao-pedido-req');
    assert.equal(sem?.onde, '/filas/solicitar-pagamento-req');
    assert.equal(vencido?.onde, '/pedidos/22');
    assert.equal(pronto?.onde, '/pedidos/23');
  });
});

describe('a conciliação', () => {
  test('as diferenças são exatas, em centavos, e só onde o banco diz algo', () => {
    const linhas = linhasDosTotais(totais({ pixRecebido: 0.1 + 0.2, provedorRecebido: 0.3, provedorEstornado: null }));
    assert.deepEqual(
      linhas.map(({ diferenca }) => diferenca),
      [0, null, null, null, null],
    );
    assert.equal(dizerDiferenca(0), 'confere');
    assert.equal(dizerDiferenca(-5), '− R$ 5,00');
    assert.equal(dizerDiferenca(0.01), '+ R$ 0,01');
  });

  test('o que se sugere primeiro resolve: perguntar de novo só enquanto ajuda, e “está certo” só quando nada mais resta', () => {
    const primeiro = (outra: object) => reparosDe(divergencia(outra)).primeiro;
    assert.equal(primeiro({}), 'vincular');
    assert.equal(primeiro({ reparos: ['buscar', 'estornar', 'ignorar'] }), 'estornar');
    const reparos = ['buscar', 'estornar', 'ignorar'];
    assert.equal(primeiro({ tipo: 'estorno-diverge', reparos }), 'buscar');
    assert.equal(primeiro({ tipo: 'estorno-diverge', reparos, erro: 'continua' }), 'estornar');
    assert.equal(primeiro({ tipo: 'taxa-diverge', reparos: ['buscar', 'ignorar'], erro: 'continua' }), 'buscar');
    assert.equal(primeiro({ reparos: [] }), undefined);
    assert.deepEqual(reparosDe(divergencia()).outros, ['buscar', 'estornar', 'ignorar']);
  });

  test('o que volta: só a diferença entre devoluções, tudo do que se desconhece, nada do que ninguém pagou', () => {
    assert.equal(aDevolver(divergencia()), 20.2);
    const lados = { nosso: { valor: 15.3, estado: 'CONFIRMADO' }, deles: { valor: 10.1, estado: 'aprovada' } };
    assert.equal(aDevolver(divergencia({ tipo: 'estorno-diverge', ...lados })), 5.2);
    assert.equal(aDevolver(divergencia({ deles: { valor: 20.2, estado: 'pendente' } })), null);
  });

  test('um dia confere quando nada está aberto, e só depois de comparado', () => {
    const dia = diaQueDiverge('2026-11-25') as Parameters<typeof situacaoDe>[0];
    assert.equal(situacaoDe(dia), 'diverge');
    const resolvida = { ...dia, divergencias: dia.divergencias.filter(({ resolvidaEm }) => resolvidaEm !== null) };
    assert.equal(situacaoDe(resolvida), 'confere');
    assert.equal(situacaoDe({ ...resolvida, feitaEm: null }), 'por-comparar');
  });

  test('um reparo que segue sozinho se distingue do que deu em nada', () => {
    assert.equal(emCurso(divergencia({ reparo: 'estornar' })), true);
    assert.equal(emCurso(divergencia({ erro: 'continua' })), false);
    assert.equal(emCurso(divergencia({ reparo: 'some', resolvidaEm: '2026-11-25T12:00:00Z' })), false);
    assert.match(dizerTentativa({ erro: 'saldo' }) ?? '', /não tem saldo/);
  });

  test('só se liga dinheiro a um pagamento Pix que o espera, do mesmo valor', () => {
    const esperam = vinculaveis(
      [
        umPagamento({ estado: 'REJEITADO', total: 20.2 }),
        umPagamento({ estado: 'PENDENTE', total: 20.21 }),
        umPagamento({ estado: 'CONFIRMADO', total: 20.2 }),
        umPagamento({ estado: 'PENDENTE', total: 20.2, meio: 'balcao' }),
        umPagamento({ estado: 'REJEITADO', total: 20.2, tentativa: 0 }),
      ] as Pagamento[],
      20.2,
    );
    assert.deepEqual(
      esperam.map(({ estado, meio, tentativa }) => [estado, meio, tentativa]),
      [['REJEITADO', 'pix', 1]],
    );
  });

  test('os outros dias com algo aberto vêm contados, o mais novo primeiro', () => {
    const abertas = ['2026-11-19', '2026-11-21', '2026-11-20', '2026-11-19'].map((dia) => ({ dia }));
    assert.deepEqual(outrosDias(abertas, '2026-11-21'), [
      { dia: '2026-11-20', quantas: 1 },
      { dia: '2026-11-19', quantas: 2 },
    ]);
  });

  test('o dia é o do endereço, ou hoje; um que não veio, ou que não é dia, é hoje', () => {
    const pedido = (dia: string) => diaPedido(new URLSearchParams({ dia }), '2026-11-25');
    assert.equal(pedido('2026-11-20'), '2026-11-20');
    for (const dia of ['2026-11-26', 'ontem', '']) assert.equal(pedido(dia), '2026-11-25');
    assert.equal(enderecoDoCsv('2026-11-20'), '/gerencia/api/v2/conciliacao/csv?dia=2026-11-20');
  });

  test('um lado que não sabe, não sabe; do que não é preço se diz o que é', () => {
    assert.deepEqual(dizerLado(divergencia(), { valor: null, estado: null }), { valor: '—', estado: 'não conhece' });
    const lado = { valor: 5, estado: 'aprovada' };
    assert.equal(dizerLado(divergencia(), lado).estado, 'pago');
    assert.equal(dizerLado(divergencia({ tipo: 'estorno-diverge' }), lado).estado, 'devolvidos');
    assert.equal(dizerTipo({ tipo: 'um-novo' }).nome, 'um-novo');
  });
});

test('a última forma de pagamento que está ligada não se desliga', () => {
  assert.equal(unicoMeio({ pix: true, balcao: false }, 'pix'), true);
  assert.equal(unicoMeio({ pix: true, balcao: true }, 'pix'), false);
  assert.equal(unicoMeio({ pix: false, balcao: true }, 'balcao'), true);
  assert.equal(unicoMeio({ pix: false, balcao: true }, 'pix'), false);
});

test('a auditoria do dinheiro se lê: valores em reais, formas e soluções em palavras', () => {
  const mudou = (depois: Record<string, string | number>) =>
    mudancasDe({ antes: null, depois }).map(({ campo, para }) => `${campo}: ${para}`);
  assert.deepEqual(mudou({ centavos: 2020, itens: 1, motivoCaracteres: 9 }), [
    'valor: R$ 20,20',
    'itens: 1',
    'letras do motivo: 9',
  ]);
  assert.deepEqual(mudou({ centavos: 2020, forma: 'cartao', trocoCentavos: 0 }), [
    'valor: R$ 20,20',
    'forma: cartão',
    'troco: R$ 0,00',
  ]);
  assert.deepEqual(mudou({ tipo: 'desconhecida', acao: 'estornar', resultado: 'forjada' }), [
    'tipo: Pagamento que não conhecemos',
    'solução: Devolver o dinheiro',
    'resultado: Não é do banco',
  ]);
  assert.deepEqual(dizerSobre({ tipo: 'notificacao', id: 'x' }), {
    texto: 'notificação do banco x',
    para: '/notificacoes',
  });
});
