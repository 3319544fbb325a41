/** A form as it is written: flat, each field comparable. */
export type Escrita = Readonly<Record<string, string | boolean | null>>;

/** A field that somebody else saved differently since the form was opened, and whether this form changed it as well. */
export type Divergencia<T extends Escrita> = { campo: keyof T & string; mexi: boolean };

/** Where what stands now is neither what the form was opened with nor what it says: there, somebody has to choose. */
export function divergencias<T extends Escrita>(abriu: T, meu: T, agora: T): Divergencia<T>[] {
  return Object.keys(meu)
    .filter((campo) => agora[campo] !== abriu[campo] && agora[campo] !== meu[campo])
    .map((campo) => ({ campo, mexi: meu[campo] !== abriu[campo] }));
}

/** The form once chosen: what stands now, but for the fields this form changed and those chosen to be its own. */
export function juntar<T extends Escrita>(abriu: T, meu: T, agora: T, meus: ReadonlySet<string>): T {
  const fica = (campo: string) => (meus.has(campo) ? meu : agora[campo] !== abriu[campo] ? agora : meu)[campo];
  return Object.fromEntries(Object.keys(meu).map((campo) => [campo, fica(campo)])) as T;
}
