const OLHAR_MS = 200;
const VEZES = 10;

/** Whoever acted on something that then goes away is taken to the title of the page, not left nowhere. */
export function recuperarFoco(): void {
  let vezes = 0;
  const timer = setInterval(() => {
    const perdido = document.activeElement === document.body;
    if (perdido) document.querySelector<HTMLElement>('main h1')?.focus();
    vezes += 1;
    if (perdido || vezes >= VEZES) clearInterval(timer);
  }, OLHAR_MS);
}
