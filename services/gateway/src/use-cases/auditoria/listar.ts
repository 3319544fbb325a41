import { dayIn, diasDepois, inicioDe } from '@foodious/kernel/day.ts';
import { iso } from '@foodious/kernel/instant.ts';
import { auditoria, type Filtro, type Linha } from '../../db/auditoria.ts';
import { pessoas } from '../../db/pessoas.ts';
import type { Reader } from '../../db/schema.ts';

/** What is asked for; days as `AAAA-MM-DD` of the restaurant, the last one included. */
type Pedido = Omit<Filtro, 'de' | 'ate'> & { de?: string | undefined; ate?: string | undefined; limite: number };

/**
 * What was done, newest first, and whether there is more. A person's name is not in the log: it is looked up where somebody reads it.
 * @param fuso the restaurant's time zone
 */
export async function listarAuditoria({ db }: Reader, { de, ate, limite, ...filtro }: Pedido, fuso: string) {
  const diaDe = dayIn(fuso);
  const linhas = await auditoria(db).list(
    {
      ...filtro,
      de: de === undefined ? undefined : inicioDe(de, diaDe),
      ate: ate === undefined ? undefined : inicioDe(diasDepois(ate, 1), diaDe),
    },
    limite + 1,
  );
  const nomes = new Map((await pessoas(db).list()).map(({ id, nome }) => [`equipe-${id}`, nome]));
  return {
    entradas: linhas.slice(0, limite).map((linha) => entrada(linha, nomes.get(linha.quem) ?? null)),
    mais: linhas.length > limite,
  };
}

const entrada = (linha: Linha, nome: string | null) => ({
  n: linha.n,
  em: iso(linha.em),
  quem: linha.quem,
  nome,
  papel: linha.papel,
  acao: linha.acao,
  sobre: linha.sobre_tipo === null ? null : { tipo: linha.sobre_tipo, id: linha.sobre_id ?? '' },
  antes: campos(linha.antes),
  depois: campos(linha.depois),
  correlacao: linha.correlacao,
});

const campos = (texto: string | null): Record<string, string | number | boolean | null> | null =>
  texto === null ? null : JSON.parse(texto);
