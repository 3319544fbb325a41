import type { Estado, Pendente } from './estado.ts';
import { inicio } from './fluxo.ts';

const PENDENTES = 'totem.pendentes';
const PESSOA = 'totem.pessoa';

/** What was built together understands what it kept: this page's own script, named by its content. */
const construcao = () => document.querySelector<HTMLScriptElement>('script[type="module"][src]')?.src ?? '';

/** How this page stood before it was loaded anew: who was here goes on. Without anybody, only the pedidos still to be paid. */
export function lerGuardado(): Estado {
  const nada = inicio(lerPendentes());
  const pessoa = ler(PESSOA) as { construcao: string; estado: Partial<Estado> } | null;
  return pessoa?.construcao === construcao() ? { ...nada, ...pessoa.estado, pendentes: nada.pendentes } : nada;
}

/** Keeps how things stand for a reload of the page: no CPF, no name, nothing of who has left. */
export function guardar(estado: Estado): void {
  const { pendentes, recebidos: _, cliente, ...pessoa } = estado;
  sessionStorage.setItem(PENDENTES, JSON.stringify(pendentes));
  if (pessoa.etapa === 'convite') {
    esquecerPessoa();
    return;
  }
  const semDados = { cpf: '', identificacao: 'cpf', folha: null, recusa: null, cliente: cliente && { id: cliente.id } };
  sessionStorage.setItem(PESSOA, JSON.stringify({ construcao: construcao(), estado: { ...pessoa, ...semDados } }));
}

/** Forgets who was here; also where what was kept is what broke the page. */
export const esquecerPessoa = (): void => sessionStorage.removeItem(PESSOA);

/** Ids and codes, and nothing else. */
function lerPendentes(): Pendente[] {
  const lidos = ler(PENDENTES);
  const ehPendente = (um: Partial<Pendente> | null): um is Pendente =>
    Number.isSafeInteger(um?.id) && typeof um?.codigo === 'string';
  return Array.isArray(lidos) ? lidos.filter(ehPendente) : [];
}

function ler(chave: string): unknown {
  try {
    return JSON.parse(sessionStorage.getItem(chave) ?? 'null');
  } catch {
    return null; // not ours, or no storage: nothing is known
  }
}
