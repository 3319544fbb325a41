import { useCallback, useEffect, useRef, useState } from 'react';
import { dizerErro } from '../../../api/problem.ts';
import { Icone } from '../../../ui/icone.tsx';
import { Aviso, type OAviso } from '../parts/aviso.tsx';
import { Fila } from '../parts/fila.tsx';
import { Pedido } from '../parts/pedido.tsx';
import { Receber } from '../parts/receber.tsx';
import { dizerChamado, emFilas, type PedidoNoBalcao, soNumeros } from '../state/pedidos.ts';
import { useAtos, usePedidos } from '../state/use-pedidos.ts';
import { useTeclaDeNumero } from '../state/use-tecla-de-numero.ts';
import css from './atender.module.css';

/** How long after the last digit it is looked for, milliseconds. */
const PAUSA_MS = 250;

/** Where there are keys, the field has the focus whenever nothing else wants it; where there are none, it would bring them up. */
const COM_TECLAS = matchMedia('(pointer: fine)').matches;

/** Who waits for the cashier, and what waits to be handed over; any other pedido by its senha or number. */
export function Atender({ onOcupado }: { onOcupado(ocupado: boolean): void }) {
  const [texto, setTexto] = useState('');
  const [busca, setBusca] = useState('');
  const [aReceber, setAReceber] = useState<PedidoNoBalcao | null>(null);
  /** Taken here: they may still be listed as waiting for a moment. */
  const [recebidas, setRecebidas] = useState<ReadonlySet<string | null>>(new Set());
  const [aviso, setAviso] = useState<OAviso | null>(null);
  const campo = useRef<HTMLInputElement>(null);
  const resultado = useRef<HTMLDivElement>(null);
  const { data: filas } = usePedidos('');
  const { data: achados } = usePedidos(busca);
  const { mover } = useAtos();
  const procurando = texto !== '';
  const ocupado = procurando || aReceber !== null;
  useEffect(() => onOcupado(ocupado), [onOcupado, ocupado]);
  useEffect(() => {
    const timer = setTimeout(() => setBusca(texto), texto === '' ? 0 : PAUSA_MS);
    return () => clearTimeout(timer);
  }, [texto]);
  const limpar = useCallback(() => setTexto(''), []);
  const semAviso = useCallback(() => setAviso(null), []);
  useTeclaDeNumero(campo, limpar);
  useEffect(() => {
    if (COM_TECLAS) campo.current?.focus();
  }, []);

  const contar = (texto: string, mau: boolean, desfazer?: () => void) =>
    setAviso((antes) => ({ n: (antes?.n ?? 0) + 1, texto, mau, ...(desfazer && { desfazer }) }));

  function voltar(pedido: PedidoNoBalcao): void {
    const qual = dizerChamado(pedido);
    mover.mutate(
      { id: pedido.id, acao: 'voltar' },
      {
        onSuccess: () => contar(`${qual} voltou para a entrega.`, false),
        onError: (error) => contar(`${qual} não voltou: ${dizerErro(error)}`, true),
      },
    );
  }

  function entregar(pedido: PedidoNoBalcao): void {
    const qual = dizerChamado(pedido);
    mover.mutate(
      { id: pedido.id, acao: 'entregar' },
      {
        onSuccess() {
          contar(`${qual} entregue.`, false, () => voltar(pedido));
          pronto();
        },
        onError: (error) => contar(`${qual} não foi entregue: ${dizerErro(error)}`, true),
      },
    );
  }

  /** Ready for who comes next. */
  function pronto(): void {
    limpar();
    setAReceber(null);
    if (COM_TECLAS) campo.current?.focus();
  }

  const cartao = (pedido: PedidoNoBalcao) => (
    <li key={pedido.id}>
      <Pedido
        pedido={pedido}
        comSituacao={procurando}
        parado={mover.isPending && mover.variables.id === pedido.id}
        onReceber={setAReceber}
        onEntregar={entregar}
      />
    </li>
  );
  const emFila = filas && emFilas(filas);
  const lista = busca === texto ? achados : undefined;
  return (
    <main className={css.atender}>
      <h1 className="so-leitor">Atender</h1>
      <search className={css.busca}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            setBusca(texto);
            resultado.current?.querySelector<HTMLElement>('article button, article a')?.focus();
          }}
        >
          <label htmlFor="busca">Senha ou número do pedido</label>
          <div className={css.campo}>
            <input
              ref={campo}
              id="busca"
              className="numero"
              inputMode="numeric"
              autoComplete="off"
              enterKeyHint="search"
              value={texto}
              onChange={({ target: { value } }) => setTexto(soNumeros(value))}
            />
            {procurando && (
              <button
                type="button"
                onClick={() => {
                  limpar();
                  campo.current?.focus();
                }}
              >
                <Icone nome="fechar" />
                <span className="so-leitor">Limpar a busca</span>
              </button>
            )}
          </div>
        </form>
      </search>
      <div className={css.filas} ref={resultado} data-busca={procurando}>
        {procurando ? (
          <Fila titulo="Encontrados" nada={`Nenhum pedido com o número ${texto} hoje.`} pedidos={lista}>
            {cartao}
          </Fila>
        ) : (
          <>
            <Fila
              titulo="A receber"
              nada="Ninguém espera para pagar."
              pedidos={emFila?.receber.filter(({ transacaoId }) => !recebidas.has(transacaoId))}
            >
              {cartao}
            </Fila>
            <Fila titulo="Para entregar" nada="Nada pronto no momento." pedidos={emFila?.entregar}>
              {cartao}
            </Fila>
          </>
        )}
      </div>
      <p role="status" className="so-leitor">
        {procurando && lista && (lista.length === 1 ? '1 pedido encontrado' : `${lista.length} pedidos encontrados`)}
      </p>
      <Aviso aviso={aviso} onFim={semAviso} />
      {aReceber && (
        <Receber
          key={aReceber.id}
          pedido={aReceber}
          onRecebido={() => setRecebidas(new Set([...recebidas, aReceber.transacaoId]))}
          onFim={pronto}
        />
      )}
    </main>
  );
}
