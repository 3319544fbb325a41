import { createHash } from 'node:crypto';

/**
 * A script for a page that shows what comes: it asks for the page anew and puts in what has changed, without taking away the focus,
 * the place on the page, or a text that somebody has opened to read, as a refresh of the whole page does.
 * @param everyMs how often it asks
 */
export const reler = (everyMs: number): string => `setInterval(async () => {
  const main = document.querySelector('main');
  if (main.querySelector('details[open], :focus-visible')) return;
  const answer = await fetch(location.href, { headers: { accept: 'text/html' } }).catch(() => undefined); // away: it comes back
  if (!answer?.ok) return;
  const { innerHTML } = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('main');
  if (innerHTML !== main.innerHTML) main.innerHTML = innerHTML;
}, ${everyMs});`;

/** Names an inline script or style in a content security policy. */
export const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
