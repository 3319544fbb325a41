import css from './moldura.module.css';

/** Strokes on a square of 24, drawn for this house. */
const tracos = {
  hoje: 'M12 7v5l3.5 2M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18',
  pedidos: 'M6 3.5h12V21l-3-2l-3 2l-3-2l-3 2zM9.5 8.5h5M9.5 12.5h5',
  cardapio: 'M4 11c0-4 3.5-6.5 8-6.5s8 2.5 8 6.5zM3.5 14.5h17M5 17.5h14c0 1.5-1 2.5-2.5 2.5h-9c-1.5 0-2.5-1-2.5-2.5z',
  clientes: 'M12 4a4 4 0 1 0 0 8a4 4 0 0 0 0-8M4.5 20.5c.8-3.600 3.700-5.5 7.5-5.5s6.700 1.900 7.5 5.5',
  relatorios: 'M4 20.5h16M6.5 17v-5M12 17V5M17.5 17V9',
  filas: 'M3.5 7.5h11M11.5 4l3.5 3.5l-3.5 3.5M20.5 16.5h-11M12.5 13L9 16.5l3.5 3.5',
  emails: 'M3.5 6h17v12.5h-17zM4 6.5l8 6.5l8-6.5',
  ajustes: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 4.5v5M9 14.5v5',
  mais: 'M4 12a1 1 0 1 0 2 0a1 1 0 1 0-2 0M11 12a1 1 0 1 0 2 0a1 1 0 1 0-2 0M18 12a1 1 0 1 0 2 0a1 1 0 1 0-2 0',
} as const;

export type NomeDoIcone = keyof typeof tracos;

/** An icon beside a word; the word says what it is. */
export function Icone({ nome }: { nome: NomeDoIcone }) {
  return (
    <svg viewBox="0 0 24 24" className={css.icone} aria-hidden="true">
      <path d={tracos[nome]} />
    </svg>
  );
}
