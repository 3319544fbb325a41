import { createHash } from 'node:crypto';
import { Refusal } from '@foodious/kernel/refusal.ts';
import type { Principal } from '@foodious/platform/auth.ts';
import { z } from 'zod';
import { CABECALHO, type Chave } from '../../use-cases/pedidos/uma-vez.ts';

const CHAVE = /^(?:"([ !#-~]{1,255})"|([!#-~]{1,255}))$/;

/** The headers of a request that must bring a key, as the document tells them; whether it did is {@link lerChave}'s to say. */
export const comChave = z
  .looseObject({
    'idempotency-key': z.string().meta({ pattern: CHAVE.source, description: 'Uma por pedido' }).optional(),
  })
  .meta({ required: ['idempotency-key'] });

/**
 * Reads an `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): a quoted string, or bare as most clients send it.
 * A key is its dono's: two of them may choose the same. Throws Refusal `invalid` when it is missing, or is none.
 */
export function lerChave(
  header: unknown,
  { dono, clienteId }: Pick<Principal, 'dono' | 'clienteId'>,
  corpo: unknown,
): Chave {
  const [, quoted, bare] = CHAVE.exec(String(header ?? '')) ?? [];
  const key = quoted ?? bare;
  if (key === undefined)
    throw new Refusal('invalid', `${CABECALHO} deve ser informado, com até 255 caracteres`, { campo: CABECALHO });
  return {
    chave: sha256(`dono ${dono}\n${key}`),
    antiga: sha256(`${clienteId === null ? dono : `cliente-${clienteId}`}\n${key}`),
    corpo: sha256(JSON.stringify(corpo)),
  };
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
