const OLHAR_MS = 200;
const VEZES = 10;

/** Takes the focus to the title of the page when what had it goes away: nobody is left nowhere. */
export function recuperarFoco(): void {
  let vezes = 0;
  const timer = setInterval(() => {
    const perdido = document.activeElement === document.body;
    if (perdido) document.querySelector<HTMLElement>('main h1')?.focus();
    vezes += 1;
    if (perdido || vezes >= VEZES) clearInterval(timer);
  }, OLHAR_MS);
}
