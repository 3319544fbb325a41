import type { NomeDoIcone } from '../../../ui/icone.tsx';

/** A place of the gerência. Those with `barra` are at hand in the bar of a phone; the others are one touch further. */
export type Area = { nome: string; caminho: string; icone: NomeDoIcone; barra?: true };

/** What one goes to, in the order of how often: the house, then what runs it, then how it is set. */
export const grupos: readonly (readonly Area[])[] = [
  [
    { nome: 'Hoje', caminho: '/', icone: 'hoje', barra: true },
    { nome: 'Pedidos', caminho: '/pedidos', icone: 'pedidos', barra: true },
    { nome: 'Cardápio', caminho: '/cardapio', icone: 'cardapio', barra: true },
    { nome: 'Clientes', caminho: '/clientes', icone: 'clientes' },
    { nome: 'Relatórios', caminho: '/relatorios', icone: 'relatorios', barra: true },
  ],
  [
    { nome: 'Filas', caminho: '/filas', icone: 'filas' },
    { nome: 'E-mails', caminho: '/emails', icone: 'emails' },
  ],
  [{ nome: 'Ajustes', caminho: '/ajustes', icone: 'ajustes' }],
];

/** Whether a place, or one inside it, is where we are. */
export const estaEm = ({ caminho }: Area, onde: string): boolean =>
  caminho === '/' ? onde === '/' : onde === caminho || onde.startsWith(`${caminho}/`);
