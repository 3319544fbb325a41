import type { EventOf } from '../../../api/live.ts';
import { type Ato, aberta, aplicar, type Comanda } from './comanda.ts';
import { criarFila, type Feito, type Fila } from './fila.ts';

type Comandas = ReadonlyMap<number, Comanda>;

/** What the rail is made of. */
export type Estado = {
  /** The open comandas as the cook left them; undefined before the first picture. */
  comandas: Comandas | undefined;
  /** What may still be undone, the latest last. */
  desfaziveis: readonly { n: number; pedidoId: number; senha: number; ato: Feito['ato'] }[];
  /** What was not done, and why. */
  aviso: { n: number; texto: string } | null;
  /** The latest comanda that came in. */
  chegou: Comanda | null;
  live: boolean;
};

/** The rail as a store: the stream tells it what is, the cook what shall be. */
export type Trilho = Pick<Fila, 'agir' | 'desfazer' | 'enviarTudo'> & {
  estado(): Estado;
  assinar(mudou: () => void): () => void;
  ouvir(...event: EventOf<'cozinha'>): void;
  aoVivo(live: boolean): void;
  dispensar(): void;
};

/** @param explicar says why an act was not done, for people */
export function criarTrilho({
  enviar,
  explicar,
}: {
  enviar(pedidoId: number, ato: Ato): Promise<Comanda>;
  explicar(comanda: Comanda | undefined, error: unknown): string;
}): Trilho {
  let servidor: Comandas | undefined;
  /** How many times the stream spoke of each comanda while something of ours was on its way. */
  const ouvidas = new Map<number, number>();
  const assinantes = new Set<() => void>();
  let estado: Estado = { comandas: undefined, desfaziveis: [], aviso: null, chegou: null, live: false };
  let avisos = 0;

  function publicar(mudanca: Partial<Estado> = {}): void {
    const feitos = fila.feitos();
    estado = {
      ...estado,
      ...mudanca,
      comandas: servidor && comFeitos(servidor, feitos),
      desfaziveis: feitos.flatMap(({ n, pedidoId, ato, ate }) => {
        const senha = servidor?.get(pedidoId)?.senha;
        return ate === null || senha === undefined ? [] : [{ n, pedidoId, senha, ato }];
      }),
    };
    for (const mudou of assinantes) mudou();
  }

  const fila = criarFila({
    enviar(pedidoId, ato) {
      ouvidas.set(pedidoId, 0);
      return enviar(pedidoId, ato);
    },
    mudou: () => publicar(),
    respondeu({ pedidoId }, comanda) {
      // The stream is the one to believe: where it has spoken meanwhile, it may know more than this answer.
      if (servidor && ouvidas.get(pedidoId) === 0) servidor = com(servidor, comanda);
      ouvidas.delete(pedidoId);
    },
    recusou({ pedidoId }, error) {
      ouvidas.delete(pedidoId);
      avisos += 1;
      publicar({ aviso: { n: avisos, texto: explicar(servidor?.get(pedidoId), error) } });
    },
  });

  return {
    ...fila,
    agir(pedidoId, ato) {
      publicar({ aviso: null }); // whoever goes on has read it
      fila.agir(pedidoId, ato);
    },
    estado: () => estado,
    assinar(mudou) {
      assinantes.add(mudou);
      return () => assinantes.delete(mudou);
    },
    ouvir(...[event, data]) {
      const antes = servidor;
      const novas = event === 'retrato' ? data : event === 'comanda' ? [data] : [];
      if (event === 'retrato') servidor = new Map(novas.map((comanda) => [comanda.pedidoId, comanda]));
      else for (const comanda of novas) servidor = com(servidor ?? new Map(), comanda);
      for (const { pedidoId } of novas)
        if (ouvidas.has(pedidoId)) ouvidas.set(pedidoId, (ouvidas.get(pedidoId) ?? 0) + 1);
      const chegou = novas.findLast(({ pedidoId, estado }) => estado === 'RECEBIDO' && antes && !antes.has(pedidoId));
      publicar(chegou ? { chegou } : {});
    },
    aoVivo: (live) => publicar({ live }),
    dispensar: () => publicar({ aviso: null }),
  };
}

function com(comandas: Comandas, comanda: Comanda): Comandas {
  const novas = new Map(comandas);
  if (aberta(comanda)) novas.set(comanda.pedidoId, comanda);
  else novas.delete(comanda.pedidoId);
  return novas;
}

/** The comandas with what is on its way already done to them; the others stay the very same objects. */
function comFeitos(servidor: Comandas, feitos: readonly Feito[]): Comandas {
  let comandas = servidor;
  for (const { pedidoId, ato, em, fase } of feitos) {
    const comanda = comandas.get(pedidoId);
    if (comanda && fase !== 'feito') comandas = com(comandas, aplicar(comanda, ato, new Date(em).toISOString()));
  }
  return comandas;
}
