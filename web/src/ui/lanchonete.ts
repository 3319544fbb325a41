/** The name of the lanchonete, as the gateway writes it into the page. */
export const lanchonete = globalThis.document?.documentElement.dataset.lanchonete ?? 'Fast & Foodious';
