import { escapeHtml } from './html.ts';

/** What a letter says: its subject, how it greets, its paragraphs, where to go on from it, and who it is from. */
export type Carta = {
  assunto: string;
  saudacao: string;
  paragrafos: readonly string[];
  caminho?: { texto: string; endereco: string };
  assinatura: string;
};

/** A letter as an e-mail: as text, and as HTML that any program shows. */
export const escreverCarta = ({
  assunto,
  saudacao,
  paragrafos,
  caminho,
  assinatura,
}: Carta): { subject: string; text: string; html: string } => ({
  subject: assunto,
  text: [saudacao, ...paragrafos, ...(caminho ? [`${caminho.texto}\n${caminho.endereco}`] : []), assinatura].join(
    '\n\n',
  ),
  html: `<!doctype html><html lang="pt-BR"><meta charset="utf-8"><body style="margin:0;background:#fff7ed;font:16px/1.5 system-ui,sans-serif;color:#1c1917"><div style="max-width:32rem;margin:0 auto;padding:2rem"><h1 style="font-size:1.25rem;color:#c2410c">${escapeHtml(assunto)}</h1><p>${escapeHtml(saudacao)}</p>${paragrafos
    .map((paragrafo) => `<p>${escapeHtml(paragrafo)}</p>`)
    .join(
      '',
    )}${caminho ? `<p>${escapeHtml(caminho.texto)}<a style="display:block;color:#c2410c" href="${escapeHtml(caminho.endereco)}">${escapeHtml(caminho.endereco)}</a></p>` : ''}<p style="color:#78716c">${escapeHtml(assinatura)}</p></div></body></html>`,
});
