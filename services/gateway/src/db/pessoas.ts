import { LOJA } from '@foodious/contracts/scopes.ts';
import type { Kysely, Selectable } from 'kysely';
import type { Pessoa } from '../domain/pessoa.ts';
import { DO_PIN } from './falhas.ts';
import type { Database } from './schema.ts';

/** Who works here. `insert` throws the unique violation of a user name that is taken. */
export const pessoas = (db: Kysely<Database>) => {
  const todas = () => db.selectFrom('pessoa').selectAll().where('loja_id', '=', LOJA);
  /** Those who can sign in with an account of their own, as gerentes. */
  const gerentes = () =>
    todas().where('papel', '=', 'gerente').where('ativo', '=', 1).where('palavra_passe', 'is not', null);
  return {
    get: async (id: number): Promise<Pessoa | undefined> => de(await todas().where('id', '=', id).executeTakeFirst()),
    lock: async (id: number): Promise<Pessoa | undefined> =>
      de(await todas().where('id', '=', id).forUpdate().executeTakeFirst()),
    getByUsuario: async (usuario: string): Promise<Pessoa | undefined> =>
      de(await todas().where('usuario', '=', usuario).executeTakeFirst()),
    lockByUsuario: async (usuario: string): Promise<Pessoa | undefined> =>
      de(await todas().where('usuario', '=', usuario).forUpdate().executeTakeFirst()),
    list: async (): Promise<Pessoa[]> => (await todas().orderBy('nome').orderBy('id').execute()).map(aPessoa),
    listComPin: async (): Promise<Pessoa[]> =>
      (await todas().where('ativo', '=', 1).where('pin', 'is not', null).orderBy('nome').execute()).map(aPessoa),
    /** Those who govern, none of whom changes until the transaction ends. */
    lockGerentes: async (): Promise<Pessoa[]> => (await gerentes().orderBy('id').forUpdate().execute()).map(aPessoa),
    hasGerente: async (): Promise<boolean> => (await gerentes().limit(1).executeTakeFirst()) !== undefined,
    async insert(
      {
        usuario,
        nome,
        papel,
        email,
        palavraPasse,
      }: Pick<Pessoa, 'usuario' | 'nome' | 'papel' | 'email' | 'palavraPasse'>,
      agora: Date,
    ): Promise<Pessoa> {
      const nova = { loja_id: LOJA, usuario, nome, papel, email, palavra_passe: palavraPasse, pin: null, ativo: 1 };
      const row = { ...nova, versao: 1, criado_em: agora.getTime(), entrou_em: null };
      const { insertId } = await db.insertInto('pessoa').values(row).executeTakeFirstOrThrow();
      return aPessoa({ ...row, id: Number(insertId) });
    },
    /** Changes a person: one version more. */
    async update(
      pessoa: Pessoa,
      mudou: Partial<Pick<Pessoa, 'nome' | 'papel' | 'email' | 'ativo' | 'palavraPasse' | 'pin'>>,
    ): Promise<Pessoa> {
      const nova = { ...pessoa, ...mudou, versao: pessoa.versao + 1 };
      const { id, nome, papel, email, palavraPasse, pin, ativo, versao } = nova;
      await db
        .updateTable('pessoa')
        .set({ nome, papel, email, palavra_passe: palavraPasse, pin, ativo: Number(ativo), versao })
        .where('id', '=', id)
        .execute();
      return nova;
    },
    /** Erases a person, and every row that says something of them but the audit log, which knows their number. */
    async delete({ id, usuario }: Pick<Pessoa, 'id' | 'usuario'>): Promise<void> {
      for (const table of ['convite', 'desafio'] as const)
        await db.deleteFrom(table).where('pessoa_id', '=', id).execute();
      await db.deleteFrom('conhecido').where('usuario', '=', usuario).execute();
      await db.deleteFrom('falha').where('chave', 'like', `${DO_PIN}${id}:%`).execute();
      await db.updateTable('sessao').set({ pessoa_id: null }).where('pessoa_id', '=', id).execute();
      await db.deleteFrom('pessoa').where('id', '=', id).execute();
    },
    /** Notes that somebody came in, and the hash that was made anew meanwhile: nothing anybody edits. */
    async updateEntrou(id: number, palavraPasse: string | null, agora: Date): Promise<void> {
      await db
        .updateTable('pessoa')
        .set({ entrou_em: agora.getTime(), palavra_passe: palavraPasse })
        .where('id', '=', id)
        .execute();
    },
  };
};

const de = (row: Selectable<Database['pessoa']> | undefined) => row && aPessoa(row);

const aPessoa = (row: Selectable<Database['pessoa']>): Pessoa => ({
  id: row.id,
  usuario: row.usuario,
  nome: row.nome,
  papel: row.papel,
  email: row.email,
  palavraPasse: row.palavra_passe,
  pin: row.pin,
  ativo: row.ativo === 1,
  versao: row.versao,
  criadoEm: row.criado_em,
  entrouEm: row.entrou_em,
});
