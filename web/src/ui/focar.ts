/** Takes the focus as it comes: a ref for what a screen begins at. */
export const focar = (onde: HTMLElement | null): void => onde?.focus();
