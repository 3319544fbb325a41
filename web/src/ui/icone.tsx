const tracos = {
  local: 'M4 10h16M6 10c0-4 3-6 6-6s6 2 6 6M5 14h14M7 18h10',
  viagem: 'M6 8h12l1 12H5zM9 8V6a3 3 0 0 1 6 0v2',
  atencao: 'M12 4 2.5 20h19zM12 10v4.5M12 17.2v.3',
  atrasada: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7.5V13M12 16.2v.3',
  som: 'M4 9v6h4l5 4V5L8 9zM16.5 8.5a5 5 0 0 1 0 7M19 6a9 9 0 0 1 0 12',
  mudo: 'M4 9v6h4l5 4V5L8 9zM17 9.5l5 5M22 9.5l-5 5',
  volta: 'M9 5 4 10l5 5M4 10h10a6 6 0 0 1 0 12h-3',
  soma: 'M5 4h14v4M5 4l7 8-7 8h14v-4',
  esgotado: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM6 6l12 12',
} as const;

/** A line drawing beside words that say the same: nobody needs to hear of it. */
export function Icone({ nome }: { nome: keyof typeof tracos }) {
  return (
    <svg viewBox="0 0 24 24" width="1.25em" height="1.25em" aria-hidden="true">
      <path
        d={tracos[nome]}
        fill="none"
        stroke="currentColor"
        strokeWidth="2.2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
