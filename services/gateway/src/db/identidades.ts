import { Refusal } from '@foodious/kernel/refusal.ts';
import { isUniqueViolation } from '@foodious/platform/sql.ts';
import type { Identity } from '../ports.ts';
import type { Reader } from './schema.ts';

type Identidades = Pick<Identity, 'register' | 'disable' | 'enable' | 'forget'> & {
  /** Throws Refusal `unauthorized` where one of these is disabled. */
  conferir(subs: readonly string[]): Promise<void>;
};

/** Who registered or was disabled: what a user pool keeps where there is one. */
export function identidades(db: Reader['db']): Identidades {
  /** False where there is one already. */
  async function insert(sub: string, papel: string | null): Promise<boolean> {
    try {
      await db.insertInto('identidade').values({ sub, papel, criada_em: Date.now(), desabilitada_em: null }).execute();
      return true;
    } catch (error) {
      if (isUniqueViolation(error)) return false;
      throw error;
    }
  }
  const set = (sub: string, values: { papel?: string; desabilitada_em?: number | null }) =>
    db.updateTable('identidade').set(values).where('sub', '=', sub);
  return {
    async register({ sub, papel }) {
      if (await insert(sub, papel)) return true;
      const other = set(sub, { papel }).where((e) => e.or([e('papel', 'is', null), e('papel', '!=', papel)]));
      return Number((await other.executeTakeFirst()).numUpdatedRows) > 0;
    },
    async disable(sub) {
      await insert(sub, null);
      await set(sub, { desabilitada_em: Date.now() }).execute();
    },
    async enable(sub) {
      await set(sub, { desabilitada_em: null }).execute();
    },
    async forget(sub) {
      await db.deleteFrom('identidade').where('sub', '=', sub).execute();
    },
    async conferir(subs) {
      const disabled = db.selectFrom('identidade').select('sub').where('sub', 'in', subs);
      if (await disabled.where('desabilitada_em', 'is not', null).executeTakeFirst())
        throw new Refusal('unauthorized', 'Esta identidade está desativada');
    },
  };
}
