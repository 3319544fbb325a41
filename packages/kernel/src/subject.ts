/** What something is about, by its kind and its number: `{ kind: 'pedido', id: 163 }`. */
export type Subject = { readonly kind: string; readonly id: number };

/** A subject as a field of a log line: `{ pedidoId: 163 }`; no field for none. */
export const subjectField = (subject: Subject | null): Record<string, number> =>
  subject === null ? {} : { [`${subject.kind}Id`]: subject.id };

/** True for two subjects of one kind and number. */
export const sameSubject = (a: Subject | null, b: Subject | null): boolean => a?.kind === b?.kind && a?.id === b?.id;
