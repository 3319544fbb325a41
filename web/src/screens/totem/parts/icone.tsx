const tracos = {
  voltar: 'M15 5l-7 7 7 7',
  seguir: 'M9 5l7 7-7 7',
  fechar: 'M6 6l12 12M18 6L6 18',
  mais: 'M12 5v14M5 12h14',
  menos: 'M5 12h14',
  certo: 'M5 12.5l5 5L19.5 7',
  lixo: 'M4 7h16M9 7V4h6v3M6.5 7l1 13h9l1-13M10 11v5M14 11v5',
  sacola: 'M5 8h14l1 13H4L5 8zM8.5 10V7a3.5 3.5 0 0 1 7 0v3',
  prato: 'M5 3v5a3 3 0 0 0 6 0V3M8 3v18M17 21V3c-2 1.5-3 4-3 7v4h3',
  pessoa: 'M12 5.5a1.6 1.6 0 1 0 0-3.2 1.6 1.6 0 0 0 0 3.2zM4.5 8.5L12 10l7.5-1.5M12 10v5M8.5 21.5L12 15l3.5 6.5',
  apagar: 'M9 5h12v14H9l-6-7 6-7zM12 9.5l5 5M17 9.5l-5 5',
  alcance: 'M12 3v13M6 11l6 6 6-6M4 21h16',
  contraste: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 3v18M12 7h5.5M12 11h7M12 15h6.5',
  letra: 'M3 19L8.5 5 14 19M5 14.5h7M15.5 19l3-8 3 8M16.5 16.5h4',
  aviso: 'M12 4L2.5 20h19L12 4zM12 10v4.5M12 17v.5',
  copiar: 'M8 8V4h12v12h-4M4 8h12v12H4V8z',
} as const;

/** A drawing beside words that say the same. */
export function Icone({ nome, tamanho = 1.5 }: { nome: keyof typeof tracos; tamanho?: number }) {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 24 24"
      width={`${tamanho}rem`}
      height={`${tamanho}rem`}
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={tracos[nome]} />
    </svg>
  );
}
