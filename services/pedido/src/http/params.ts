import { idParam } from '@foodious/platform/http.ts';
import { z } from 'zod';

/** The params of an address that ends in an id. */
export const idParams = z.object({ id: idParam('id') });
