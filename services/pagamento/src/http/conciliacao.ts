import { acesso } from '@foodious/contracts/scopes.ts';
import { type FORMAS_DO_BALCAO, MEIOS } from '@foodious/kernel/estados.ts';
import { reais } from '@foodious/kernel/money.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { contextOf, type Http, problems } from '@foodious/platform/http.ts';
import { z } from 'zod';
import type { Deps } from '../deps.ts';
import { REPAROS, reparosDe, TIPOS_DE_DIVERGENCIA, type TipoDeDivergencia } from '../domain/conciliacao.ts';
import type { Divergencia } from '../ports.ts';
import { abertas, conciliarDia } from '../use-cases/conciliar-dia.ts';
import { repararDivergencia } from '../use-cases/reparar-divergencia.ts';
import { type Dia, type LinhaDoDia, listarDia, verConciliacao } from '../use-cases/ver-conciliacao.ts';
import { type Celula, csv } from './csv.ts';

const tags = ['conciliacao'];
const DATA = 'dia deve ser uma data, AAAA-MM-DD, de hoje ou de antes';
const dia = z.iso.date(DATA).regex(/^2/, DATA).describe('O dia do restaurante, `AAAA-MM-DD`');

/** How the document tells of a table for a spreadsheet. */
const CSV = { description: 'Uma linha por cobrança', content: { 'text/csv': { schema: z.string() } } };

const dinheiro = z.number();
const talvez = dinheiro.nullable();
const Lado = z.object({ valor: talvez, estado: z.string().nullable() });

const DivergenciaDto = z
  .object({
    id: z.string(),
    dia: z.iso.date(),
    tipo: z.enum(TIPOS_DE_DIVERGENCIA),
    meio: z.enum(MEIOS),
    cobrancaId: z.string().nullable(),
    transacaoId: z.string().nullable(),
    pedidoId: z.int().nullable(),
    nosso: Lado.describe('O que diz o nosso livro: do que se trata, um preço, o que voltou, uma taxa'),
    deles: Lado.describe('O que diz o provedor'),
    vistaEm: z.iso.datetime(),
    resolvidaEm: z.iso.datetime().nullable(),
    resolvidaPor: z.string().nullable().describe('Um id, nunca um nome; `pagamento`: resolveu-se sem ninguém'),
    reparo: z
      .enum([...REPAROS, 'some'])
      .nullable()
      .describe(
        'Como se resolveu (`some`: a comparação já não a encontra); com `resolvidaEm` nulo, o que está em curso',
      ),
    motivo: z.string().nullable(),
    erro: z.string().nullable().describe('Em que deu a última tentativa de reparo: um código'),
    reparos: z.array(z.enum(REPAROS)).readonly().describe('Os reparos que fazem sentido agora'),
    sugestao: z.string(),
  })
  .meta({ id: 'Divergencia' });

const ConciliacaoDto = z
  .object({
    dia: z.iso.date(),
    feitaEm: z.iso.datetime().nullable().describe('A última comparação; nula onde nunca houve'),
    totais: z
      .object({
        cobrado: dinheiro,
        recebido: dinheiro,
        taxas: dinheiro,
        estornado: dinheiro,
        pixRecebido: dinheiro.describe('Do recebido, o que entrou por Pix, como o provedor o conta'),
        pixEstornado: dinheiro,
        provedorRecebido: talvez.describe('Pix, segundo o provedor, na última comparação'),
        provedorEstornado: talvez,
        caixa: dinheiro,
        maquininha: dinheiro,
      })
      .describe('Em reais, do dia; os nossos são do livro'),
    divergencias: z.array(DivergenciaDto),
  })
  .meta({ id: 'Conciliacao' });

const SUGESTOES: Record<TipoDeDivergencia, string> = {
  'notificacao-perdida': 'O provedor já decidiu e não soubemos. Busque de novo.',
  'pago-e-cancelado':
    'O dinheiro entrou num pagamento que damos por não pago. Busque de novo: o pedido decide se vale ou se o dinheiro volta.',
  'valor-diverge': 'O valor no provedor não é o nosso. Confira; o que entrou a mais ou por engano, devolva.',
  desconhecida:
    'O provedor tem um pagamento que não conhecemos. Se é de um pedido, vincule; se não se sabe de quem é, ou se o pedido já está pago, devolva.',
  'sem-cobranca': 'O provedor não conhece esta cobrança. Confira a conta e as credenciais antes de ignorar.',
  'estorno-diverge':
    'O que voltou ao cliente não é o mesmo dos dois lados. Busque de novo; se falta no provedor, devolva.',
  'taxa-diverge': 'A taxa não é a que está no livro. Busque de novo para acertar o livro.',
  'codigo-invalido': 'O código Pix veio errado e não foi mostrado. Se se repete, confira a chave Pix da conta.',
  contestada: 'O pagador contestou, ou o provedor o analisa. Responda nas páginas do provedor e volte aqui.',
};
const EM_CURSO = 'O reparo está em curso: o provedor ainda não fez a parte dele. Não é preciso fazer nada.';

const valor = (centavos: number | null) => (centavos === null ? null : reais(centavos));

function divergenciaDto(divergencia: Divergencia): z.infer<typeof DivergenciaDto> {
  const { nossoCentavos, deleCentavos, nossoEstado, deleEstado, emCurso, aContar: _, ...resto } = divergencia;
  const aberta = divergencia.resolvidaEm === null;
  return {
    ...resto,
    nosso: { valor: valor(nossoCentavos), estado: nossoEstado },
    deles: { valor: valor(deleCentavos), estado: deleEstado },
    reparo: emCurso?.acao ?? divergencia.reparo,
    reparos: aberta && !emCurso ? reparosDe(divergencia) : [],
    sugestao: emCurso ? EM_CURSO : SUGESTOES[divergencia.tipo],
  };
}

const diaDto = ({ totais, divergencias, ...visto }: Dia): z.infer<typeof ConciliacaoDto> => ({
  ...visto,
  totais: {
    cobrado: reais(totais.cobrado),
    recebido: reais(totais.recebido),
    taxas: reais(totais.taxas),
    estornado: reais(totais.estornado),
    pixRecebido: reais(totais.pixRecebido),
    pixEstornado: reais(totais.pixEstornado),
    provedorRecebido: valor(totais.provedorRecebido),
    provedorEstornado: valor(totais.provedorEstornado),
    caixa: reais(totais.caixa),
    maquininha: reais(totais.maquininha),
  },
  divergencias: divergencias.map(divergenciaDto),
});

const COLUNAS = [
  'Dia',
  'Pedido',
  'Transação',
  'Cobrança',
  'Meio',
  'Forma',
  'Estado',
  'Total',
  'Cobrado no dia',
  'Recebido no dia',
  'Taxa no dia',
  'Estornado no dia',
  'Divergência',
  'Valor nosso',
  'Estado nosso',
  'Valor no provedor',
  'Estado no provedor',
  'Situação',
  'Motivo',
];

const FORMAS: Record<(typeof FORMAS_DO_BALCAO)[number], string> = { dinheiro: 'dinheiro', cartao: 'cartão' };

function linhaDto(oDia: string, { pagamento, doDia, divergencia }: LinhaDoDia): Celula[] {
  const texto = (cru: string | number | null | undefined) => (cru === null || cru === undefined ? null : String(cru));
  const { resolvidaEm = null, emCurso = null, reparo = null } = divergencia ?? {};
  const situacao = resolvidaEm === null ? (emCurso ? `em curso: ${emCurso.acao}` : 'aberta') : `resolvida: ${reparo}`;
  return [
    oDia,
    texto(pagamento?.pedidoId ?? divergencia?.pedidoId),
    texto(pagamento?.transacaoId ?? divergencia?.transacaoId),
    texto(pagamento?.cobranca?.id ?? divergencia?.cobrancaId),
    texto(pagamento?.meio ?? divergencia?.meio),
    pagamento?.forma ? FORMAS[pagamento.forma] : null,
    texto(pagamento?.estado),
    valor(pagamento?.totalCentavos ?? null),
    valor(doDia?.cobrado ?? null),
    valor(doDia?.recebido ?? null),
    valor(doDia?.taxas ?? null),
    valor(doDia?.estornado ?? null),
    texto(divergencia?.tipo),
    valor(divergencia?.nossoCentavos ?? null),
    texto(divergencia?.nossoEstado),
    valor(divergencia?.deleCentavos ?? null),
    texto(divergencia?.deleEstado),
    divergencia && situacao,
    texto(divergencia?.motivo),
  ];
}

/** What ledger and providers do not agree on, day by day, and its repair. */
export function conciliacaoRoutes(app: Http, { conciliacao }: Deps): void {
  const ateHoje = (pedido: string): string => {
    if (pedido > conciliacao.diaDe(new Date())) throw new Refusal('invalid', DATA, { campo: 'dia' });
    return pedido;
  };

  app.get(
    '/v2/conciliacao',
    {
      schema: {
        tags,
        summary: 'A conciliação de um dia: totais e divergências',
        description:
          'Compara-se sozinho, hoje e ontem, a cada poucos minutos; aqui se lê o que a última comparação viu.',
        security: acesso('gerencia:ler'),
        alcance: 'loja',
        querystring: z.object({ dia }),
        response: { 200: ConciliacaoDto, ...problems() },
      },
    },
    async ({ query }) => diaDto(await verConciliacao(conciliacao, ateHoje(query.dia))),
  );

  app.get(
    '/v2/conciliacao/abertas',
    {
      schema: {
        tags,
        summary: 'As divergências em aberto, de qualquer dia; a mais antiga primeiro',
        security: acesso('gerencia:ler'),
        alcance: 'loja',
        response: { 200: z.object({ divergencias: z.array(DivergenciaDto), total: z.int() }), ...problems() },
      },
    },
    async () => {
      const todas = await abertas(conciliacao.divergencias);
      return { divergencias: todas.map(divergenciaDto), total: todas.length };
    },
  );

  app.get(
    '/v2/conciliacao/csv',
    {
      schema: {
        tags,
        summary: 'A conciliação de um dia, cobrança a cobrança, para planilhas',
        description: 'RFC 4180 como o Excel em português abre: ponto e vírgula, vírgula decimal, UTF-8 com BOM.',
        security: acesso('gerencia:ler'),
        alcance: 'loja',
        querystring: z.object({ dia }),
        response: { 200: CSV, ...problems() },
      },
    },
    async ({ query }, reply) => {
      const oDia = ateHoje(query.dia);
      const linhas = await listarDia(conciliacao, oDia);
      const texto = csv(
        COLUNAS,
        linhas.map((linha) => linhaDto(oDia, linha)),
      );
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="conciliacao-${oDia}.csv"`)
        .serializer(String)
        .send(texto);
    },
  );

  app.post(
    '/v2/conciliacao',
    {
      schema: {
        tags,
        summary: 'Compara um dia agora',
        security: acesso('pagamento:conciliar'),
        alcance: 'loja',
        body: z.object({ dia }),
        response: { 200: ConciliacaoDto, ...problems() },
      },
    },
    async (request) => {
      const pedido = ateHoje(request.body.dia);
      await conciliarDia(conciliacao, contextOf(request), pedido);
      return diaDto(await verConciliacao(conciliacao, pedido));
    },
  );

  app.post(
    '/v2/conciliacao/divergencias/:id',
    {
      schema: {
        tags,
        summary: 'Repara uma divergência',
        description:
          '`buscar` pergunta de novo ao provedor e aplica; `estornar` devolve lá o que está a mais; `vincular` faz de um pagamento desconhecido o de `transacaoId`, ainda não pago e do mesmo valor; `ignorar` quer um `motivo`. Se a resposta vier com `resolvidaEm` nulo: com `reparo`, está em curso e segue sozinho; sem, deu em nada (`erro`).',
        security: acesso('pagamento:conciliar'),
        alcance: 'loja',
        params: z.object({ id: z.string().regex(/^[\w.:-]{1,120}$/, 'id deve ser o de uma divergência') }),
        body: z.object({
          acao: z.enum(REPAROS, `acao deve ser ${REPAROS.join(', ')}`),
          motivo: z
            .string()
            .trim()
            .min(3, 'motivo deve ter de 3 a 300 letras')
            .max(300, 'motivo deve ter de 3 a 300 letras')
            .nullish(),
          transacaoId: z.uuid('transacaoId deve ser um UUID').nullish(),
        }),
        response: { 200: DivergenciaDto, ...problems(404, 409) },
      },
    },
    async (request) => {
      const { acao, motivo = null, transacaoId = null } = request.body;
      return divergenciaDto(
        await repararDivergencia(conciliacao, contextOf(request), request.params.id, { acao, motivo, transacaoId }),
      );
    },
  );
}
