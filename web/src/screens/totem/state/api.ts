import { createApi } from '../../../api/client.ts';

/** The API, as this totem's session may use it. */
export const { api, body } = createApi('totem');

/** What changes whose session this is goes one after the other: an answer that comes late never undoes the next. */
export const SESSAO = { id: 'sessao' };
