import type { AcaoDoCozinheiro } from '@foodious/kernel/estados.ts';
import type { EventOf } from '../../../api/live.ts';
import { type Ato, aberta, aplicar, type Comanda, comecada } from './comanda.ts';
import { criarFila, type Deposito, type Feito, type Fila } from './fila.ts';

type Comandas = ReadonlyMap<number, Comanda>;

/** How long the latest step is offered to be taken back, milliseconds. */
export const DESFAZER_MS = 60_000;
/** So many steps are remembered, to be taken back one after the other. */
const PASSOS = 20;

/** A step forward: the comanda as it was before, and as it was left. */
type Passo = { antes: Comanda; depois: Comanda; ato: AcaoDoCozinheiro; em: number };

/** What the screen is made of. */
export type Estado = {
  /** The comandas at the counter as the cook left them, and cancelled ones nobody has seen yet; undefined before the first picture. */
  comandas: Comandas | undefined;
  /** The comandas of which something was sent in vain, and will be again. */
  esperando: ReadonlySet<number>;
  /** How many acts wait to be sent. */
  porEnviar: number;
  /** The latest step that may be taken back, and when it was made. */
  desfazivel: { senha: number; em: number } | null;
  /** What was not done, and why, until somebody has read it. */
  avisos: readonly { n: number; texto: string }[];
  /** The latest comanda that came in. */
  chegou: Comanda | null;
  live: boolean;
};

/** The cancelled comandas somebody has seen on this device: for as long as pictures tell of them. */
export type Vistas = {
  tem(pedidoId: number): boolean;
  anotar(pedidoId: number): void;
  /** Forgets all but these. */
  manter(pedidoIds: ReadonlySet<number>): void;
};

/** The comandas as a store: the stream tells it what is, the cook what shall be. */
export type Trilho = Pick<Fila, 'retomar' | 'esquecer' | 'parar'> & {
  agir(comanda: Comanda, ato: Ato): void;
  /** Takes back the latest step; says of which comanda. */
  desfazer(): Comanda | undefined;
  estado(): Estado;
  assinar(mudou: () => void): () => void;
  ouvir(...event: EventOf<'cozinha'>): void;
  aoVivo(live: boolean): void;
  /** Somebody has seen that it was cancelled. */
  entender(pedidoId: number): void;
  /** The notices have been read. */
  dispensar(): void;
};

/** @param explicar says why acts were not done, for people; it is given the comanda as it stands */
export function criarTrilho({
  enviar,
  explicar,
  deposito,
  vistas,
  agora,
}: {
  enviar(feito: Feito): Promise<Comanda>;
  explicar(feitos: readonly [Feito, ...Feito[]], atual: Comanda | undefined, error: unknown): string;
  deposito: Deposito;
  vistas: Vistas;
  /** Epoch milliseconds. */
  agora(): number;
}): Trilho {
  let servidor: Comandas | undefined;
  let passos: readonly Passo[] = [];
  /** How many times the stream spoke of each comanda while something of ours was on its way. */
  const ouvidas = new Map<number, number>();
  const assinantes = new Set<() => void>();
  let avisados = 0;
  let estado: Estado = {
    comandas: undefined,
    esperando: new Set(),
    porEnviar: 0,
    desfazivel: null,
    avisos: [],
    chegou: null,
    live: false,
  };

  /** The latest step that still stands as it was made. */
  const desfazivel = (comandas: Comandas | undefined): Passo | undefined => {
    const passo = passos.at(-1);
    if (!passo || !comandas) return undefined;
    const { pedidoId, estado } = passo.depois;
    const atual = comandas.get(pedidoId);
    return (aberta(passo.depois) ? atual?.estado === estado : !atual) ? passo : undefined;
  };

  function publicar(mudanca: Partial<Estado> = {}): void {
    const comandas = servidor && comFeitos(servidor, fila.feitos());
    const passo = desfazivel(comandas);
    estado = {
      ...estado,
      ...mudanca,
      comandas,
      esperando: new Set(fila.esperando()),
      porEnviar: fila.feitos().length,
      desfazivel: passo ? { senha: passo.antes.senha, em: passo.em } : null,
    };
    for (const mudou of assinantes) mudou();
  }

  const fila = criarFila({
    deposito,
    enviar(feito) {
      ouvidas.set(feito.pedidoId, 0);
      return enviar(feito);
    },
    mudou: () => publicar(),
    respondeu({ pedidoId }, comanda) {
      // The stream is the one to believe: where it has spoken meanwhile, it may know more than this answer.
      if (servidor && ouvidas.get(pedidoId) === 0) servidor = com(servidor, comanda);
      ouvidas.delete(pedidoId);
    },
    recusou(feitos, error) {
      const [{ pedidoId }] = feitos;
      ouvidas.delete(pedidoId);
      passos = passos.filter(({ antes }) => antes.pedidoId !== pedidoId);
      avisados += 1;
      const texto = explicar(feitos, servidor?.get(pedidoId), error);
      publicar({ avisos: [...estado.avisos, { n: avisados, texto }] });
    },
  });

  function agir(comanda: Comanda, ato: Ato): void {
    const { pedidoId, senha, estado: de } = comanda;
    const em = agora();
    if (typeof ato === 'string' && ato !== 'voltar')
      passos = [...passos, { antes: comanda, depois: aplicar(comanda, ato, iso(em)), ato, em }].slice(-PASSOS);
    fila.agir({ pedidoId, senha, ato, de, em, ...(aberta(comanda) ? {} : { comanda }) });
  }

  return {
    retomar: fila.retomar,
    esquecer: fila.esquecer,
    parar: fila.parar,
    agir,
    desfazer() {
      const passo = desfazivel(estado.comandas);
      if (!passo || agora() - passo.em > DESFAZER_MS) return undefined;
      passos = passos.slice(0, -1);
      agir(estado.comandas?.get(passo.depois.pedidoId) ?? passo.depois, 'voltar');
      return passo.antes;
    },
    estado: () => estado,
    assinar(mudou) {
      assinantes.add(mudou);
      return () => assinantes.delete(mudou);
    },
    ouvir(...[event, data]) {
      const antes = servidor;
      const novas = event === 'retrato' ? data : event === 'comanda' ? [data] : [];
      /** Whether somebody has begun it here, and the server did not know yet. */
      const mexida = ({ pedidoId }: Comanda) => fila.feitos().some((feito) => feito.pedidoId === pedidoId);
      if (event === 'retrato') {
        const canceladas = novas.filter(({ estado }) => estado === 'CANCELADO');
        vistas.manter(new Set(canceladas.map(({ pedidoId }) => pedidoId)));
        // A picture tells what was cancelled of late, for who did not hear it; older ones that nobody has seen stay.
        const porVer = [
          ...[...(antes?.values() ?? [])].filter(({ estado }) => estado === 'CANCELADO'),
          ...canceladas.filter((comanda) => !vistas.tem(comanda.pedidoId) && (comecada(comanda) || mexida(comanda))),
        ];
        servidor = new Map([...porVer, ...novas.filter(aberta)].map((comanda) => [comanda.pedidoId, comanda]));
      } else for (const comanda of novas) servidor = com(servidor ?? new Map(), comanda, mexida(comanda));
      for (const { pedidoId } of novas)
        if (ouvidas.has(pedidoId)) ouvidas.set(pedidoId, (ouvidas.get(pedidoId) ?? 0) + 1);
      const chegou = novas.findLast(({ pedidoId, estado }) => estado === 'RECEBIDO' && antes && !antes.has(pedidoId));
      publicar(chegou ? { chegou } : {});
    },
    aoVivo(live) {
      publicar({ live });
      if (live) fila.retomar();
    },
    entender(pedidoId) {
      vistas.anotar(pedidoId);
      servidor = servidor && new Map([...servidor].filter(([id]) => id !== pedidoId));
      publicar();
    },
    dispensar: () => publicar({ avisos: [] }),
  };
}

const iso = (em: number) => new Date(em).toISOString();

/**
 * The comandas with one as it is now; what was being made and is cancelled stays, until somebody has seen that.
 * @param mexida it is being made here, which the server did not know
 */
function com(comandas: Comandas, comanda: Comanda, mexida = false): Comandas {
  const antes = comandas.get(comanda.pedidoId);
  const porVer = comanda.estado === 'CANCELADO' && antes !== undefined && (mexida || comecada(antes));
  const novas = new Map(comandas);
  if (aberta(comanda) || porVer) novas.set(comanda.pedidoId, comanda);
  else novas.delete(comanda.pedidoId);
  return novas;
}

/** The comandas with what is on its way already done to them; the others stay the very same objects. */
function comFeitos(servidor: Comandas, feitos: readonly Feito[]): Comandas {
  let comandas = servidor;
  for (const { pedidoId, ato, de, em, comanda } of feitos) {
    const antes = comandas.get(pedidoId) ?? comanda;
    // What the server has done already is not done to it twice.
    if (!antes || (typeof ato === 'string' && antes.estado !== de)) continue;
    comandas = com(comandas, aplicar(antes, ato, iso(em)));
  }
  return comandas;
}
