/** A tap this soon after something came to be was aimed at what stood there before: nobody reacts faster. Milliseconds. */
const REACAO_MS = 300;
/** So long after it changed, what is under a finger that has just tapped there is still not what it meant. */
const REPETIDO_MS = 900;
/** How far apart the two taps of one finger may lie, CSS pixels. */
const PERTO_PX = 64;

type Toque = { x: number; y: number; em: number; alvo: Element | null };

/** Of one press, everything that could act on what it hits. The ticks of the idle clock listen earlier, and still hear of it. */
const DO_TOQUE = ['pointerup', 'mousedown', 'mouseup', 'touchstart', 'touchend', 'click', 'dblclick'] as const;

/**
 * From now on, a tap acts on what the person saw: the second tap on a button, or a finger already on its way down, does not
 * reach what has just come up, or moved up, in its place. The + that stays where it is hears every tap. A mouse is only kept from
 * the second half of a double click; keys, and clicks without a pointer (screen readers), are never held back.
 */
export function soToquesVistos(): void {
  const nascidos = new WeakMap<Node, number>();
  new MutationObserver((mudancas) => {
    const agora = performance.now();
    for (const { addedNodes } of mudancas) for (const novo of addedNodes) nascidos.set(novo, agora);
  }).observe(document.documentElement, { childList: true, subtree: true });

  /** When the youngest of an element and all around it came to be; 0 when they were always there. */
  const nascimento = (de: Element | null): number => {
    let em = 0;
    for (let um: Node | null = de; um; um = um.parentNode) em = Math.max(em, nascidos.get(um) ?? 0);
    return em;
  };
  let antes: Toque | null = null;
  let atual: Toque | null = null;
  let ignorado = false;

  /** Whether the place of the last tap shows something else since, and this press is close to it in place and time. */
  const repetido = ({ x, y, em, alvo }: Toque): boolean => {
    if (!antes || Math.hypot(x - antes.x, y - antes.y) > PERTO_PX) return false;
    if (oQueSeToca(document.elementFromPoint(antes.x, antes.y)) === antes.alvo) return false;
    return em - Math.max(antes.em, nascimento(alvo)) < REPETIDO_MS;
  };

  addEventListener(
    'pointerdown',
    (event) => {
      const { clientX: x, clientY: y, target, pointerType, isPrimary } = event;
      if (!isPrimary) return;
      const em = performance.now();
      antes = ignorado ? antes : atual;
      atual = { x, y, em, alvo: oQueSeToca(target) };
      const toque = pointerType !== 'mouse';
      ignorado = toque && (em - nascimento(atual.alvo) < REACAO_MS || repetido(atual));
      if (ignorado) event.stopPropagation();
    },
    true,
  );
  for (const tipo of DO_TOQUE)
    addEventListener(
      tipo,
      (event) => {
        if (tipo === 'mousedown' && event instanceof MouseEvent && event.detail > 1 && atual)
          ignorado ||= repetido(atual);
        if (tipo === 'click' && event instanceof MouseEvent) {
          if (event.detail === 0) return; // a key, a screen reader, a script
          // It came while the finger was down.
          ignorado ||= atual !== null && nascimento(oQueSeToca(event.target)) > atual.em;
        }
        if (!ignorado) return;
        event.stopPropagation();
        // The start of a touch keeps what it does by itself: the person may be scrolling.
        if (tipo !== 'touchstart' && event.cancelable) event.preventDefault();
      },
      { capture: true, passive: tipo === 'touchstart' },
    );
}

/** What a tap on this spot would set off; the spot itself where that is nothing. */
function oQueSeToca(alvo: EventTarget | null): Element | null {
  if (!(alvo instanceof Element)) return null;
  return alvo.closest('button, a, input, select, textarea, label, summary, [role="button"], [role="option"]') ?? alvo;
}
