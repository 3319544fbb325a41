/** What changes whose session this is goes one after the other: an answer that comes late never undoes the next. */
export const SESSAO = { id: 'sessao' };
