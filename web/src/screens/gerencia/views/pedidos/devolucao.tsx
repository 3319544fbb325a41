import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useId, useRef, useState } from 'react';
import { Button } from '../../../../ui/button.tsx';
import { Dialog } from '../../../../ui/dialog.tsx';
import { Field } from '../../../../ui/field.tsx';
import { dinheiro } from '../../../../ui/format.ts';
import formulario from '../../parts/formulario.module.css';
import { ErroDaAcao } from '../../parts/resposta.tsx';
import { devolver, type Estornos } from '../../state/dinheiro/api.ts';
import {
  devolucaoDe,
  dizerItens,
  type Escrita,
  faltasDe,
  type ItemDevolvivel,
  itensDevolviveis,
  MOTIVO,
  melhorCancelar,
  valorDe,
} from '../../state/dinheiro/devolver.ts';
import { comoVolta } from '../../state/dinheiro/palavras.ts';
import { usePagamentos } from '../../state/dinheiro/use-dinheiro.ts';
import type { PedidoInteiro } from '../../state/tipos.ts';
import { useAviso } from '../../state/use-aviso.ts';
import { useFocoNoErro } from '../../state/use-foco-no-erro.ts';
import css from './devolucao.module.css';

const VAZIA: Escrita = { como: 'tudo', quantidades: {}, valor: '', motivo: '' };

/** First what goes back and why, then a question that names the amount. */
export function Devolucao({
  pedido,
  estornos,
  onFim,
  onCancelar,
}: {
  pedido: PedidoInteiro;
  estornos: Estornos;
  onFim(): void;
  onCancelar(): void;
}) {
  const client = useQueryClient();
  const avisar = useAviso();
  const id = useId();
  const [escrita, setEscrita] = useState(VAZIA);
  /** What was wrong when it was last asked to go on: said until it is put right. */
  const [conferida, setConferida] = useState(0);
  /** Once what is written holds: the key under which it is asked for, however often it is sent. */
  const [chave, setChave] = useState<string | null>(null);
  const form = useFocoNoErro(conferida);
  const itens = itensDevolviveis(pedido.itens, estornos.estornos);
  const valor = valorDe(escrita, itens, estornos.disponivel) ?? 0;
  const faltas = faltasDe(escrita, itens, estornos.disponivel);
  const acao = useMutation({
    mutationFn: (com: string) => devolver(String(pedido.id), devolucaoDe(escrita), com),
    onSuccess(estorno) {
      avisar(`Devolução de ${dinheiro(estorno.valor)} pedida`);
      onFim();
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['pedidos'] }),
  });
  const mudar = (parte: Partial<Escrita>) => setEscrita((antes) => ({ ...antes, ...parte }));
  if (chave !== null)
    return (
      <Dialog
        open
        onClose={onFim}
        title={`Devolver ${dinheiro(valor)}?`}
        actions={
          <>
            <Button look="plain" disabled={acao.isPending} onClick={() => setChave(null)}>
              Voltar
            </Button>
            <Button look="danger" disabled={acao.isPending} onClick={() => acao.mutate(chave)}>
              {acao.isPending ? 'Devolvendo…' : `Devolver ${dinheiro(valor)}`}
            </Button>
          </>
        }
      >
        <Resumo pedido={pedido} escrita={escrita} itens={itens} />
        <ErroDaAcao erro={acao.error} />
      </Dialog>
    );
  return (
    <Dialog
      open
      onClose={onFim}
      title={`Devolver dinheiro do pedido #${pedido.id}`}
      description={`Pago ${dinheiro(estornos.pago)}. Ainda podem voltar ${dinheiro(estornos.disponivel)}.`}
      actions={
        <>
          <Button look="plain" onClick={onFim}>
            Não devolver
          </Button>
          <Button type="submit" form={id}>
            Continuar
          </Button>
        </>
      }
    >
      <form
        id={id}
        ref={form}
        noValidate
        className={`${formulario.dialogo} ${formulario.campos}`}
        onSubmit={(event) => {
          event.preventDefault();
          if (Object.keys(faltas).length > 0) return setConferida((vez) => vez + 1);
          acao.reset();
          setChave(crypto.randomUUID());
        }}
      >
        <fieldset className={formulario.escolha}>
          <legend>Quanto volta?</legend>
          <Como escrita={escrita} como="tudo" onMudar={mudar}>
            Tudo que resta: {dinheiro(estornos.disponivel)}
          </Como>
          {itens.length > 0 && (
            <Como escrita={escrita} como="itens" onMudar={mudar}>
              Alguns itens
            </Como>
          )}
          <Como escrita={escrita} como="valor" onMudar={mudar}>
            Um valor
          </Como>
        </fieldset>
        {escrita.como === 'itens' && (
          <Itens
            itens={itens}
            escrita={escrita}
            valor={valor}
            falta={conferida > 0 ? faltas.itens : undefined}
            onMudar={(quantidades) => mudar({ quantidades })}
          />
        )}
        {escrita.como === 'valor' && (
          <Field
            label="Valor a devolver"
            hint={`Em reais, até ${dinheiro(estornos.disponivel)}`}
            inputMode="decimal"
            autoComplete="off"
            value={escrita.valor}
            error={conferida > 0 ? faltas.valor : undefined}
            onChange={(event) => mudar({ valor: event.currentTarget.value })}
          />
        )}
        <Field
          label="Motivo"
          hint="Fica escrito no pedido. Não escreva o nome de ninguém."
          autoComplete="off"
          maxLength={MOTIVO.maior}
          value={escrita.motivo}
          error={conferida > 0 ? faltas.motivo : undefined}
          onChange={(event) => mudar({ motivo: event.currentTarget.value })}
        />
        <div role="status">
          {melhorCancelar(pedido.estado, valor, estornos) && (
            <div className={css.conselho}>
              <p>
                Este pedido ainda não foi entregue. Para devolver tudo, é melhor <strong>cancelar</strong>: a cozinha
                para de preparar e o dinheiro volta igual.
              </p>
              <Button look="plain" onClick={onCancelar}>
                Cancelar o pedido
              </Button>
            </div>
          )}
        </div>
      </form>
    </Dialog>
  );
}

function Como({
  escrita,
  como,
  onMudar,
  children,
}: {
  escrita: Escrita;
  como: Escrita['como'];
  onMudar(parte: Partial<Escrita>): void;
  children: React.ReactNode;
}) {
  return (
    <label>
      <input type="radio" name="como" checked={escrita.como === como} onChange={() => onMudar({ como })} />
      <span>{children}</span>
    </label>
  );
}

/** How many of each item go back, and what that makes. */
function Itens({
  itens,
  escrita: { quantidades },
  valor,
  falta,
  onMudar,
}: {
  itens: readonly ItemDevolvivel[];
  escrita: Escrita;
  valor: number;
  falta: string | undefined;
  onMudar(quantidades: Escrita['quantidades']): void;
}) {
  const id = useId();
  return (
    <fieldset className={css.itens} aria-describedby={falta ? id : undefined}>
      <legend>Quantos de cada</legend>
      {itens.map(({ itemId, nome, precoUnitario, resta }) => (
        <label key={itemId} className={css.item}>
          <span className={css.nome}>
            {nome}
            <span className="miudo">{resta === 0 ? 'já voltou' : `${dinheiro(precoUnitario)} cada`}</span>
          </span>
          <select
            disabled={resta === 0}
            value={quantidades[itemId] ?? 0}
            aria-invalid={falta !== undefined || undefined}
            onChange={(event) => onMudar({ ...quantidades, [itemId]: Number(event.currentTarget.value) })}
          >
            {Array.from({ length: resta + 1 }, (_, n) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: it is the number itself
              <option key={n} value={n}>
                {n === 0 ? 'nenhum' : `${n} de ${resta}`}
              </option>
            ))}
          </select>
        </label>
      ))}
      <p role="status" className={css.soma}>
        Volta: <strong className="numero">{dinheiro(valor)}</strong>
      </p>
      {falta && (
        <p id={id} className={css.falta}>
          {falta}
        </p>
      )}
    </fieldset>
  );
}

/** What is about to happen, in words; who comes here by the keyboard starts here. */
function Resumo({
  pedido,
  escrita: { como, quantidades, motivo },
  itens,
}: {
  pedido: PedidoInteiro;
  escrita: Escrita;
  itens: readonly ItemDevolvivel[];
}) {
  const { data } = usePagamentos(String(pedido.id));
  const pago = data?.pagamentos.find(({ estado }) => estado === 'CONFIRMADO');
  const inicio = useRef<HTMLParagraphElement>(null);
  useEffect(() => inicio.current?.focus(), []);
  const escolhidos = itens.flatMap(({ itemId, nome }) => {
    const quantidade = quantidades[itemId] ?? 0;
    return quantidade > 0 ? [{ nome, quantidade }] : [];
  });
  return (
    <div className={css.resumo}>
      <p ref={inicio} tabIndex={-1}>
        {pago ? `O dinheiro ${comoVolta(pago)}.` : 'O dinheiro volta a quem pagou.'} Depois de pedida, a devolução não
        se desfaz.
      </p>
      <dl>
        {como === 'itens' && (
          <div>
            <dt>Itens</dt>
            <dd>{dizerItens(escolhidos)}</dd>
          </div>
        )}
        <div>
          <dt>Motivo</dt>
          <dd>{motivo.trim()}</dd>
        </div>
      </dl>
    </div>
  );
}
