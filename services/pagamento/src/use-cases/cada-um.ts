/** Does something for each of several: those that fail do not keep back the others, and the first error is thrown at the end. */
export async function cadaUm<T>(todos: readonly T[], fazer: (um: T) => Promise<unknown>): Promise<void> {
  const fins = await Promise.allSettled(todos.map(fazer));
  const falhou = fins.find((fim) => fim.status === 'rejected');
  if (falhou) throw falhou.reason;
}
