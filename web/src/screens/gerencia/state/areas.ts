import { roles, type Scope } from '@foodious/contracts/scopes.ts';
import type { Sessao } from '../../../api/session.ts';
import type { NomeDoIcone } from '../../../ui/icone.tsx';

/**
 * A place of the gerência, for who has its scope, if it names one. Those with `barra` are at hand in the bar of a phone; the
 * others are one touch further.
 */
export type Area = { nome: string; caminho: string; icone: NomeDoIcone; barra?: true; scope?: Scope };

/** What one goes to, in the order of how often: the house, its money, then what runs it, then how it is set. */
const grupos: readonly (readonly Area[])[] = [
  [
    { nome: 'Hoje', caminho: '/', icone: 'hoje', barra: true },
    { nome: 'Pedidos', caminho: '/pedidos', icone: 'pedidos', barra: true },
    { nome: 'Cardápio', caminho: '/cardapio', icone: 'cardapio', barra: true, scope: 'cardapio:editar' },
    { nome: 'Clientes', caminho: '/clientes', icone: 'clientes', scope: 'cliente:ler' },
    { nome: 'Relatórios', caminho: '/relatorios', icone: 'relatorios', barra: true },
  ],
  [
    { nome: 'Conciliação', caminho: '/conciliacao', icone: 'conciliacao' },
    { nome: 'Parados', caminho: '/parados', icone: 'parados' },
    { nome: 'Notificações', caminho: '/notificacoes', icone: 'notificacoes' },
  ],
  [
    { nome: 'Equipe', caminho: '/equipe', icone: 'equipe', scope: 'equipe:gerir' },
    { nome: 'Aparelhos', caminho: '/aparelhos', icone: 'aparelhos', scope: 'aparelho:gerir' },
    { nome: 'Auditoria', caminho: '/auditoria', icone: 'auditoria', scope: 'auditoria:ler' },
  ],
  [
    { nome: 'Filas', caminho: '/filas', icone: 'filas', scope: 'operacao:ler' },
    { nome: 'E-mails', caminho: '/emails', icone: 'emails', scope: 'operacao:ler' },
  ],
  [
    { nome: 'Ajustes', caminho: '/ajustes', icone: 'ajustes', scope: 'gerencia:ajustar' },
    { nome: 'Minha conta', caminho: '/conta', icone: 'conta' },
  ],
];

/** Where somebody may go, by what their papel allows. */
export function gruposDe({ papel }: Pick<Sessao, 'papel'>): readonly (readonly Area[])[] {
  const pode: readonly Scope[] = papel in roles ? roles[papel as keyof typeof roles] : [];
  return grupos
    .map((areas) => areas.filter(({ scope }) => scope === undefined || pode.includes(scope)))
    .filter(({ length }) => length > 0);
}

/** Whether a place, or one inside it, is where we are. */
export const estaEm = ({ caminho }: Area, onde: string): boolean =>
  caminho === '/' ? onde === '/' : onde === caminho || onde.startsWith(`${caminho}/`);
