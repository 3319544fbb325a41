import type { Page } from '@playwright/test';

const em = (minutos: number) => new Date(Date.UTC(2026, 10, 25, 17, minutos)).toISOString();
const TRANSACAO = '0b9d3c1e-5a53-4a39-9a06-2f8f5d9e7a10';

/** A pagamento as the API tells it, paid by Pix; what is named is otherwise. */
export const umPagamento = (outro: object = {}) => ({
  transacaoId: TRANSACAO,
  tentativa: 1,
  meio: 'pix',
  forma: null,
  estado: 'CONFIRMADO',
  motivo: null,
  total: 60.6,
  estornado: 0,
  taxa: 0,
  criadoEm: em(0),
  pagoEm: em(1),
  expiraEm: em(5),
  cobrancaId: '1234567890',
  estornos: [],
  livro: [
    { em: em(0), fato: 'cobrado', debito: 'a-receber', credito: 'venda', valor: 60.6 },
    { em: em(1), fato: 'recebido', debito: 'provedor', credito: 'a-receber', valor: 60.6 },
  ],
  ...outro,
});

/** A refund as pagamento follows it. */
export const umaVolta = (outra: object = {}) => ({
  id: 'a1f0c8f2-9a5e-4a0b-8a51-3a8c6f0d1e11',
  valor: 20.2,
  causa: 'gerencia',
  estado: 'FEITO',
  pedidoEm: em(10),
  feitoEm: em(11),
  tentativas: 1,
  proximaEm: null,
  erro: null,
  ...outra,
});

/** A refund as somebody asked for it. */
export const umEstorno = (outro: object = {}) => ({
  id: umaVolta().id,
  valor: 20.2,
  itens: null,
  causa: 'gerencia',
  motivo: 'Veio frio',
  por: 'gerente',
  estado: 'FEITO',
  pedidoEm: em(10),
  feitoEm: em(11),
  erro: null,
  ...outro,
});

/** A pedido with all that can be of its money: refused, paid, a part back, a part that waits, a part refused for good. */
export const dinheiroDeTudo = (pedidoId: number) => {
  const ids = [umaVolta().id, 'b2f0c8f2-9a5e-4a0b-8a51-3a8c6f0d1e22', 'c3f0c8f2-9a5e-4a0b-8a51-3a8c6f0d1e33'] as const;
  const pendente = { estado: 'PEDIDO', feitoEm: null, pedidoEm: em(20) };
  const recusado = { estado: 'RECUSADO', feitoEm: null, pedidoEm: em(5), erro: 'prazo' };
  return {
    pagamentos: {
      pedidoId,
      pagamentos: [
        umPagamento({
          transacaoId: '0b9d3c1e-5a53-4a39-9a06-2f8f5d9e7a11',
          tentativa: 2,
          taxa: 0.6,
          estornado: 20.2,
          estornos: [
            umaVolta({ id: ids[2], valor: 5, ...recusado }),
            umaVolta(),
            umaVolta({ id: ids[1], valor: 10, ...pendente, tentativas: 3, proximaEm: em(50), erro: 'saldo' }),
          ],
          livro: [
            { em: em(0), fato: 'cobrado', debito: 'a-receber', credito: 'venda', valor: 60.6 },
            { em: em(1), fato: 'recebido', debito: 'provedor', credito: 'a-receber', valor: 60.6 },
            { em: em(1), fato: 'taxa', debito: 'taxa', credito: 'provedor', valor: 0.6 },
            { em: em(5), fato: 'estorno-pedido', debito: 'venda', credito: 'a-devolver', valor: 5 },
            { em: em(6), fato: 'estorno-recusado', debito: 'a-devolver', credito: 'venda', valor: 5 },
            { em: em(10), fato: 'estorno-pedido', debito: 'venda', credito: 'a-devolver', valor: 20.2 },
            { em: em(11), fato: 'estornado', debito: 'a-devolver', credito: 'provedor', valor: 20.2 },
            { em: em(20), fato: 'estorno-pedido', debito: 'venda', credito: 'a-devolver', valor: 10 },
          ],
        }),
        umPagamento({ estado: 'REJEITADO', motivo: 'recusado', pagoEm: null, livro: [] }),
      ],
      saldos: { 'a-receber': 0, provedor: 39.8, caixa: 0, maquininha: 0, taxa: 0.6, venda: -30.4, 'a-devolver': -10 },
    },
    estornos: {
      pago: 60.6,
      estornado: 20.2,
      aCaminho: 10,
      disponivel: 30.4,
      estornos: [
        umEstorno({ itens: [{ itemId: 1, nome: 'Turbo Dog', quantidade: 1 }] }),
        umEstorno({ id: ids[1], valor: 10, ...pendente, motivo: 'Demorou demais', por: 'equipe-3', erro: 'saldo' }),
        umEstorno({ id: ids[2], valor: 5, ...recusado, motivo: 'Faltou o molho' }),
      ],
    },
  };
};

/** What the bank told us: a notification of every kind, the newest first. */
export const umaNotificacao = (outra: object = {}) => ({
  id: 'd4f0c8f2-9a5e-4a0b-8a51-3a8c6f0d1e44',
  recebidaEm: em(30),
  cobrancaId: '1234567890',
  transacaoId: TRANSACAO,
  pedidoId: 12,
  veredito: 'valida',
  resultado: 'aplicada',
  tentativas: 1,
  proximaEm: null,
  tratadaEm: em(30),
  ...outra,
});

const de = (n: number, outra: object) => umaNotificacao({ id: `n-${n}`, recebidaEm: em(59 - n), ...outra });
const semPedido = { pedidoId: null, transacaoId: null };

/** One of each. */
export const notificacoesDeTudo = () => [
  de(0, { resultado: null, tentativas: 0, tratadaEm: null, pedidoId: null, transacaoId: null }),
  de(1, { resultado: null, tentativas: 3, tratadaEm: null, proximaEm: em(59) }),
  de(2, {}),
  de(3, { resultado: 'repetida' }),
  de(4, { resultado: 'forjada', veredito: 'invalida', ...semPedido }),
  de(5, { resultado: 'fora-do-prazo', veredito: 'fora-do-prazo', ...semPedido }),
  de(6, { resultado: 'malformada', cobrancaId: null, veredito: 'ausente', ...semPedido }),
  de(7, { resultado: 'desconhecida', ...semPedido }),
  de(8, { resultado: 'outro-assunto', ...semPedido }),
  de(9, { resultado: 'valor-diverge' }),
  de(10, { resultado: 'moeda-diverge' }),
  de(11, { resultado: 'estado-desconhecido' }),
];

/** Something on which bank and ledger do not agree. */
export const umaDivergencia = (outra: object = {}) => ({
  id: 'desconhecida:pix:777',
  dia: '2026-11-25',
  tipo: 'desconhecida',
  meio: 'pix',
  cobrancaId: '777',
  transacaoId: null,
  pedidoId: null,
  nosso: { valor: null, estado: null },
  deles: { valor: 20.2, estado: 'aprovada' },
  vistaEm: em(40),
  resolvidaEm: null,
  resolvidaPor: null,
  reparo: null,
  motivo: null,
  erro: null,
  reparos: ['buscar', 'estornar', 'vincular', 'ignorar'],
  sugestao: '',
  ...outra,
});

/** The totals of a day; equal on both sides but for what is named. */
export const totais = (outros: object = {}) => ({
  cobrado: 1_260.6,
  recebido: 1_639.9,
  taxas: 11.88,
  estornado: 40.2,
  pixRecebido: 1_200,
  pixEstornado: 30.2,
  provedorRecebido: 1_200,
  provedorEstornado: 30.2,
  caixa: 350,
  maquininha: 89.9,
  ...outros,
});

/** A day on which nothing agrees. */
export const diaQueDiverge = (dia: string) => ({
  dia,
  feitaEm: em(41),
  totais: totais({ provedorRecebido: 1_220.2, provedorEstornado: 25.2 }),
  divergencias: [
    umaDivergencia({ dia }),
    umaDivergencia({
      dia,
      id: 'pago-e-cancelado:pix:778',
      tipo: 'pago-e-cancelado',
      cobrancaId: '778',
      transacaoId: TRANSACAO,
      pedidoId: 12,
      nosso: { valor: 0, estado: 'REJEITADO' },
      deles: { valor: 35.5, estado: 'aprovada' },
      reparos: ['buscar', 'ignorar'],
    }),
    umaDivergencia({
      dia,
      id: 'estorno-diverge:pix:779',
      tipo: 'estorno-diverge',
      cobrancaId: '779',
      transacaoId: TRANSACAO,
      pedidoId: 13,
      nosso: { valor: 15, estado: 'CONFIRMADO' },
      deles: { valor: 10, estado: 'aprovada' },
      reparos: ['buscar', 'estornar', 'ignorar'],
      erro: 'continua',
    }),
    umaDivergencia({
      dia,
      id: 'valor-diverge:pix:781',
      tipo: 'valor-diverge',
      cobrancaId: '781',
      transacaoId: TRANSACAO,
      pedidoId: 15,
      nosso: { valor: 20.2, estado: 'PENDENTE' },
      deles: { valor: 2.02, estado: 'aprovada' },
      reparo: 'estornar',
      erro: 'saldo',
      reparos: [],
    }),
    umaDivergencia({
      dia,
      id: 'taxa-diverge:pix:780',
      tipo: 'taxa-diverge',
      nosso: { valor: 0.2, estado: 'CONFIRMADO' },
      deles: { valor: 0.25, estado: 'aprovada' },
      pedidoId: 14,
      resolvidaEm: em(45),
      resolvidaPor: 'gerente',
      reparo: 'ignorar',
      motivo: 'O banco mudou a tarifa hoje',
    }),
  ],
});

/** The pedidos that are stuck, one of each kind. */
export const paradosDeTudo = () =>
  (
    [
      ['fora-da-cozinha', 'RECEBIDO', 41],
      ['sem-pagamento', 'CHECKOUT', null],
      ['vencido', 'CHECKOUT', null],
      ['pronto-ha-muito', 'PRONTO', 38],
    ] as const
  ).map(([tipo, estado, senha], i) => ({
    pedidoId: 20 + i,
    senha,
    estado,
    tipo,
    desde: em(i),
    total: 20.2 + i,
    sugestao: 'ver-filas',
  }));

/** Answers what the screen asks by these, in the place of the server; each by the end of its address. */
export async function responder(page: Page, respostas: Readonly<Record<string, object>>): Promise<void> {
  for (const [caminho, json] of Object.entries(respostas))
    await page.route(
      (url) => url.pathname === `/gerencia/api${caminho}`,
      (route) => (route.request().method() === 'GET' ? route.fulfill({ json }) : route.fallback()),
    );
}
