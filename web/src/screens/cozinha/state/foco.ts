/** The id of the button that takes a comanda's next step: who has the focus there has chosen the card. */
export const botaoDe = (pedidoId: number): string => `passo-${pedidoId}`;

/** The comanda whose card holds an element; undefined for one outside the rail. */
export function lugarDe(elemento: Element | null): number | undefined {
  const pedido = elemento?.closest<HTMLElement>('[data-pedido]')?.dataset.pedido;
  return pedido === undefined ? undefined : Number(pedido);
}

/** Gives the focus to a card once the change is drawn, if what held it is gone. */
export function focarCartao(pedidoId: number): void {
  requestAnimationFrame(() => {
    if (document.activeElement === document.body) document.getElementById(botaoDe(pedidoId))?.focus();
  });
}
