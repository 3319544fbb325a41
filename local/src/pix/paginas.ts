import { escapeHtml } from '@foodious/kernel/html.ts';
import { brl } from '@foodious/kernel/money.ts';
import { qrSvg } from '@foodious/pix/qr.ts';
import { hashOf, reler } from '../reler.ts';
import { type Cobranca, ciclo, type Estorno } from './banco.ts';
import { type Ajustes, DEFEITOS, type Defeito, dura, NOMES_DOS_DEFEITOS } from './defeitos.ts';

const css = `
:root { color-scheme: light dark; --tinta: light-dark(#16302c, #e6f2ef); --fraca: light-dark(#56706b, #93aaa5);
  --fundo: light-dark(#eef5f3, #0d1615); --papel: light-dark(#fff, #16211f); --linha: light-dark(#dbe7e4, #2b3b38);
  --sim: light-dark(#0b7568, #35c4b3); --nao: light-dark(#b3362b, #ff8a7d); --talvez: light-dark(#8a5a00, #f2be57) }
* { box-sizing: border-box }
body { margin: auto; padding: 1.5rem 1rem; max-width: 60rem; background: var(--fundo); color: var(--tinta);
  font: 1rem/1.5 system-ui, sans-serif }
header, dt, code, time, .vazio { color: var(--fraca) }
h1 { margin: 1rem 1.25rem; font-size: 1.25rem; line-height: 1.3 }
header a { margin-right: .75rem; color: var(--sim); font-weight: 700; font-size: 1.25rem; text-decoration: none }
main { margin-top: 1rem; background: var(--papel); border: 1px solid var(--linha); border-radius: 1rem; overflow: hidden }
dt, code, time { font-size: .85rem } code { font-family: ui-monospace, monospace }
.vazio { padding: 3rem 1.25rem; text-align: center }
.linha { display: grid; grid-template-columns: 6.5rem 1fr auto; gap: .25rem 1rem; align-items: center;
  padding: .8rem 1.25rem; color: inherit; text-decoration: none; border-bottom: 1px solid var(--linha) }
.linha:hover, .linha:focus-visible { background: var(--fundo) } .linha:last-child { border: 0 }
.linha code { overflow: hidden; text-overflow: ellipsis; white-space: nowrap } .linha time { grid-column: 2 }
.estado { justify-self: start; padding: .1rem .7rem; border: 1px solid; border-radius: 1rem; font-size: .8rem;
  font-weight: 600 }
.pendente { color: var(--talvez) } .aprovada { color: var(--sim) }
.recusada, .recusar, .contestada { color: var(--nao) }
.cobranca { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 18rem), 1fr)); gap: 2rem;
  padding: 1.5rem }
.cobranca svg { width: 100%; max-width: 26rem; margin: auto; border-radius: .5rem }
.valor { margin: .5rem 0 1rem; font-size: 2.5rem; line-height: 1; font-weight: 700 }
dd { margin: 0 0 .75rem; overflow-wrap: anywhere }
.copia { display: block; padding: .75rem; border: 1px dashed var(--linha); border-radius: .5rem; user-select: all }
.acoes { display: flex; flex-wrap: wrap; gap: .75rem } .acoes form { flex: 1 }
button { width: 100%; min-height: 3rem; padding: 0 1.25rem; border: 1px solid; border-radius: .75rem; font: inherit;
  font-weight: 600; background: none; color: var(--fraca); cursor: pointer }
button:hover, button:focus-visible { outline: 2px solid; outline-offset: 2px }
.aprovar { background: var(--sim); color: var(--papel) }
.defeitos { margin-top: 1rem; background: var(--papel); border: 1px solid var(--linha); border-radius: 1rem }
summary { padding: 1rem 1.25rem; font-weight: 600; cursor: pointer }
.defeitos h2 { margin: .5rem 1.25rem; font-size: 1rem } .defeitos p { margin: .5rem 1.25rem; color: var(--fraca) }
.defeitos div { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 14rem), 1fr)); gap: .75rem;
  padding: 0 1.25rem 1rem }
button[aria-pressed=true] { color: var(--nao) }
`;

/** What the list runs, to show the next cobranca as it comes. */
const script = reler(2_000);

/** Goes with every page: nothing from outside, and no other site may frame the buttons. */
export const csp = `default-src 'none'; style-src ${hashOf(css)}; script-src ${hashOf(script)}; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`;

const acoes = { aprovar: 'Aprovar', recusar: 'Recusar', expirar: 'Expirar', cancelar: 'Cancelar' } as const;
/** What the person at the page may do; the restaurant cancels and refunds by the API. */
export const ACOES = Object.keys(acoes) as (keyof typeof acoes)[];

const page = (title: string, body: string, depois = '') => `<!doctype html>
<html lang="pt-BR"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)} · Banco Pix</title><style>${css}</style></head>
<body><header><a href="/">Banco Pix</a><span>de mentira, para testes</span></header><main>${body}</main>${depois}</body></html>`;

const badge = ({ estado }: Cobranca) => `<span class="estado ${estado}">${estado}</span>`;

const time = (ms: number) =>
  `<time datetime="${new Date(ms).toISOString()}">${new Date(ms).toLocaleString('pt-BR', { timeZone: 'America/Sao_Paulo' })}</time>`;

const lugares = {
  aviso: 'Avisos ao restaurante',
  pagador: 'O pagamento',
  estorno: 'Estornos',
  codigo: 'O código Pix',
  api: 'Respostas à API',
} as const;

const botao = (action: string, text: string, on?: boolean) =>
  `<form method="post" action="${action}"><button${on === undefined ? '' : ` aria-pressed="${on}"`}>${text}</button></form>`;

/** The faults, each a button, by where they are felt. */
function defeitos(intro: string, mostrar: (defeito: Defeito) => string, depois = ''): string {
  const grupos = Object.entries(lugares).map(([onde, titulo]) => {
    const botoes = NOMES_DOS_DEFEITOS.filter((defeito) => DEFEITOS[defeito].onde === onde).map(mostrar);
    return botoes.some(Boolean) ? `<h2>${titulo}</h2><div>${botoes.join('')}</div>` : '';
  });
  return `<section class="defeitos" aria-label="Defeitos"><details><summary>Fazer o banco errar</summary><p>${intro}</p>${grupos.join('')}${depois}</details></section>`;
}

/** The newest cobrancas, and the next one as it comes; and what the bank is to do wrong. */
export const paginaLista = (cobrancas: Cobranca[], { chances, armados, relogioMs }: Ajustes) =>
  page(
    'Cobranças',
    `<h1>Cobranças</h1>${
      cobrancas.map(linha).join('') ||
      '<p class="vazio">Nenhuma cobrança ainda. Feche um pedido, e ela aparece aqui.</p>'
    }`,
    `${defeitos(
      'Acontece uma vez, na próxima ocasião; o que está ligado acontece até ser desligado.',
      (defeito) =>
        botao(
          `/defeitos/${defeito}`,
          DEFEITOS[defeito].nome,
          dura(defeito)
            ? (chances[defeito] ?? 0) > 0
            : armados.some((armado) => armado.defeito === defeito && armado.alvo === '*'),
        ),
      `<h2>O banco</h2><div>${botao('/defeitos/relogio', 'Relógio dez minutos adiantado', relogioMs !== 0)}${botao(
        '/defeitos/nenhum',
        'Voltar a se comportar',
      )}</div>`,
    )}<script>${script}</script>`,
  );

const linha = (cobranca: Cobranca) => `<a class="linha" href="/cobrancas/${cobranca.id}/pagina">${badge(cobranca)}
<code>${escapeHtml(cobranca.referencia ?? 'sem transação')}</code><strong>${valorDe(cobranca)}</strong>${time(cobranca.criadaEm)}</a>`;

const valorDe = ({ centavos, moeda }: Cobranca) =>
  moeda === 'BRL' ? brl(centavos) : `${moeda} ${(centavos / 100).toFixed(2)}`;

/** One cobranca, to pay with a camera, to decide by hand, or to go wrong. Only the buttons that would change something. */
export const paginaCobranca = (cobranca: Cobranca, estornos: readonly Estorno[], armados: readonly Defeito[]) => {
  const { id, referencia, estado, pix, expiraEm, taxa } = cobranca;
  const valor = valorDe(cobranca);
  const buttons = ACOES.filter((acao) => (ciclo[estado][acao] ?? estado) !== estado).map(
    (acao) =>
      `<form method="post" action="/cobrancas/${id}/${acao}"><button class="${acao}">${acoes[acao]}</button></form>`,
  );
  const voltas = estornos.map(
    ({ centavos, feitoEm }) => `<dd>${brl(centavos)}${feitoEm === null ? ', a caminho' : ''}</dd>`,
  );
  return page(
    `${valor} ${estado}`,
    `<div class="cobranca">${qrSvg(pix)}<div>${badge(cobranca)}<h1 class="valor">${valor}</h1>
<dl><dt>Expira em</dt><dd>${time(expiraEm)}</dd><dt>Transação</dt><dd><code>${escapeHtml(referencia ?? 'nenhuma')}</code></dd>
${taxa > 0 ? `<dt>Taxa</dt><dd>${brl(taxa)}</dd>` : ''}${voltas.length > 0 ? `<dt>Estornos</dt>${voltas.join('')}` : ''}
<dt>Pix copia e cola</dt><dd><code class="copia">${escapeHtml(pix)}</code></dd></dl>
<div class="acoes">${buttons.join('')}</div></div></div>`,
    defeitos('Acontece uma vez, com esta cobrança, na próxima ocasião.', (defeito) =>
      dura(defeito) || DEFEITOS[defeito].onde === 'codigo'
        ? ''
        : botao(`/cobrancas/${id}/defeitos/${defeito}`, DEFEITOS[defeito].nome, armados.includes(defeito)),
    ),
  );
};

/** What went wrong, to a person. */
export const paginaErro = (message: string) =>
  page('Não deu certo', `<h1>Não deu certo</h1><p class="vazio">${escapeHtml(message)}</p>`);
