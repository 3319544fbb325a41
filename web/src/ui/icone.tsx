import css from './icone.module.css';

/** The drawings of the house: strokes on a square of 24. */
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
  copiar: 'M8 8V4h12v12h-4M4 8h12v12H4V8z',
  local: 'M4 10h16M6 10c0-4 3-6 6-6s6 2 6 6M5 14h14M7 18h10',
  viagem: 'M6 8h12l1 12H5zM9 8V6a3 3 0 0 1 6 0v2',
  atencao: 'M12 4L2.5 20h19L12 4zM12 10v4.5M12 17v.5',
  atrasada: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7.5V13M12 16.2v.3',
  som: 'M4 9v6h4l5 4V5L8 9zM16.5 8.5a5 5 0 0 1 0 7M19 6a9 9 0 0 1 0 12',
  mudo: 'M4 9v6h4l5 4V5L8 9zM17 9.5l5 5M22 9.5l-5 5',
  volta: 'M9 5 4 10l5 5M4 10h10a6 6 0 0 1 0 12h-3',
  soma: 'M5 4h14v4M5 4l7 8-7 8h14v-4',
  esgotado: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM6 6l12 12',
  hoje: 'M12 7v5l3.5 2M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18',
  pedidos: 'M6 3.5h12V21l-3-2l-3 2l-3-2l-3 2zM9.5 8.5h5M9.5 12.5h5',
  cardapio: 'M4 11c0-4 3.5-6.5 8-6.5s8 2.5 8 6.5zM3.5 14.5h17M5 17.5h14c0 1.5-1 2.5-2.5 2.5h-9c-1.5 0-2.5-1-2.5-2.5z',
  clientes: 'M12 4a4 4 0 1 0 0 8a4 4 0 0 0 0-8M4.5 20.5c.8-3.600 3.700-5.5 7.5-5.5s6.700 1.900 7.5 5.5',
  relatorios: 'M4 20.5h16M6.5 17v-5M12 17V5M17.5 17V9',
  filas: 'M3.5 7.5h11M11.5 4l3.5 3.5l-3.5 3.5M20.5 16.5h-11M12.5 13L9 16.5l3.5 3.5',
  emails: 'M3.5 6h17v12.5h-17zM4 6.5l8 6.5l8-6.5',
  ajustes: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 4.5v5M9 14.5v5',
  equipe:
    'M9 5a3.5 3.5 0 1 0 0 7a3.5 3.5 0 0 0 0-7M2.500 19.5c.6-3 3-4.500 6.5-4.500s5.900 1.500 6.500 4.500M16 5.500a3.500 3.500 0 0 1 0 6.500M18.500 15.500c1.600.7 2.600 2 3 4',
  aparelhos: 'M3.5 5h13v9.500h-13zM10 14.500V18M7 18h6M18 9.500h3.500V20H16v-2.500',
  auditoria: 'M6 3.500h12V20.500H6zM9 8h6M9 12h3M10.500 16.500l1.500 1.500l3-3.500',
  conciliacao: 'M12 4v16M7 20h10M5 7h14M5 7l-2.500 6.500h5zM19 7l-2.500 6.500h5z',
  parados:
    'M6 3.500h12M6 20.500h12M7.500 3.500c0 5 4.500 5 4.500 8.500s-4.500 3.500-4.500 8.500M16.500 3.500c0 5-4.500 5-4.500 8.500s4.500 3.500 4.500 8.500',
  notificacoes: 'M6 17V11a6 6 0 0 1 12 0v6l1.500 2h-15zM10 21.500h4',
  conta:
    'M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18M12 7.500a2.700 2.700 0 1 0 0 5.400a2.700 2.700 0 0 0 0-5.400M6.500 18.500c1-2.500 3-3.500 5.500-3.500s4.500 1 5.500 3.500',
  lanche:
    'M4 10c0-4 3.5-6 8-6s8 2 8 6zM3.5 13.5c1.5-1.5 3 1 4.3 0s2.7-1 4.2 0s2.8 1 4.2 0s2.8-1.5 4.3 0M4 17h16c0 2-1 3-3 3H7c-2 0-3-1-3-3z',
  porcao: 'M5.5 10h13l-2 11h-9zM8 10V5M11 10V3M13.5 10V4.5M16 10V6',
  copo: 'M6.5 8h11l-1.5 13h-8zM5.5 8h13M12 8l1.5-5.5H17',
  sorvete: 'M7 11a5 5 0 1 1 10 0zM7 11h10l-5 10.5zM9.5 11l5 5M14.5 11l-5 5',
  pix: 'M12 2.8l9.200 9.200l-9.200 9.200l-9.200-9.200zM7.200 7.600c2.500 0 3 1.200 4.800 3c1.800-1.800 2.300-3 4.800-3M7.200 16.400c2.500 0 3-1.200 4.800-3c1.800 1.800 2.300 3 4.800 3',
  balcao: 'M3 12.500h18M5 12.500V21h14v-8.500M8.500 12.500V5.500h7v7M10.500 8h3M12 16.500v.300',
  dinheiro:
    'M2.500 6.500h19v11h-19zM12 9.300a2.700 2.700 0 1 0 0 5.400a2.700 2.700 0 0 0 0-5.400M6 9.500v.300M18 14.200v.300',
  cartao: 'M3 6h18v12.500H3zM3 10h18M6.500 15h4',
  reticencias: 'M4 12a1 1 0 1 0 2 0a1 1 0 1 0-2 0M11 12a1 1 0 1 0 2 0a1 1 0 1 0-2 0M18 12a1 1 0 1 0 2 0a1 1 0 1 0-2 0',
} as const;

export type NomeDoIcone = keyof typeof tracos;

/**
 * A line drawing beside words that say the same: nobody needs to hear of it. Its size and the weight of its line are those of
 * the screen; `tamanho` in rem makes it another.
 */
export function Icone({ nome, tamanho }: { nome: NomeDoIcone; tamanho?: number }) {
  const lado = tamanho === undefined ? undefined : `${tamanho}rem`;
  return (
    <svg viewBox="0 0 24 24" className={css.icone} style={{ width: lado, height: lado }} aria-hidden="true">
      <path d={tracos[nome]} />
    </svg>
  );
}
