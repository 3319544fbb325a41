import type { FormaDoBalcao } from '@foodious/kernel/estados.ts';
import { brl, centavos } from '@foodious/kernel/money.ts';
import { useId, useRef, useState } from 'react';
import { Link } from 'wouter';
import { dizerErro, Problema, passageiro } from '../../../api/problem.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { focar } from '../../../ui/focar.ts';
import { dinheiro } from '../../../ui/format.ts';
import { Icone } from '../../../ui/icone.tsx';
import { contaDe, escreverReais, lerReais, notasPara } from '../state/dinheiro.ts';
import { dizerChamado, dizerItens, type PedidoNoBalcao } from '../state/pedidos.ts';
import { useAteASenha, useAtos } from '../state/use-pedidos.ts';
import css from './receber.module.css';

const formas: Readonly<Record<FormaDoBalcao, string>> = { dinheiro: 'Dinheiro', cartao: 'Cartão' };

/** A key of our own: `randomUUID` wants HTTPS, and a counter in the restaurant's own network may have none. */
const novaChave = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, '0')).join('');

/** Takes the money of a pedido, in cash or on the house's card machine; then the change, and the senha to tell. */
export function Receber({ pedido, onRecebido, onFim }: { pedido: PedidoNoBalcao; onRecebido(): void; onFim(): void }) {
  const { receber } = useAtos();
  const { data } = receber;
  if (data) return <Recebido pedido={pedido} troco={data.troco} onFim={onFim} />;
  return <Pergunta pedido={pedido} receber={receber} onRecebido={onRecebido} onFim={onFim} />;
}

function Pergunta({
  pedido,
  receber,
  onRecebido,
  onFim,
}: {
  pedido: PedidoNoBalcao;
  receber: ReturnType<typeof useAtos>['receber'];
  onRecebido(): void;
  onFim(): void;
}) {
  const { id, total, transacaoId, cliente, itens } = pedido;
  const [forma, setForma] = useState<FormaDoBalcao>('dinheiro');
  const [texto, setTexto] = useState('');
  const form = useId();
  const campo = useRef<HTMLInputElement>(null);
  /** Until somebody answers it is the very same taking: an answer that was lost is not a second one. */
  const tentativa = useRef<{ chave: string; de: string }>(null);
  const aPagar = centavos(total);
  const entregue = texto.trim() === '' ? aPagar : lerReais(texto);
  const { troco, falta } = contaDe(aPagar, entregue ?? 0);
  const vale = forma === 'cartao' || (entregue !== null && falta === 0);

  function enviar(): void {
    if (!vale || receber.isPending || transacaoId === null) return;
    const pago = { transacaoId, forma, ...(forma === 'dinheiro' && entregue !== null && { entregue: entregue / 100 }) };
    const de = JSON.stringify(pago);
    if (tentativa.current?.de !== de) tentativa.current = { chave: novaChave(), de };
    receber.mutate({ ...pago, chave: tentativa.current.chave }, { onSuccess: onRecebido });
  }

  return (
    <Dialog
      open
      onClose={() => !receber.isPending && onFim()}
      title={`Receber ${dizerChamado(pedido).toLowerCase()}`}
      description={[cliente, dizerItens(itens)].filter(Boolean).join(': ')}
      actions={
        <>
          <Button look="plain" size="large" disabled={receber.isPending} onClick={onFim}>
            Voltar
          </Button>
          <Button type="submit" form={form} size="large" aria-disabled={!vale || receber.isPending}>
            {receber.isPending ? 'Registrando…' : `Recebi em ${formas[forma].toLowerCase()}`}
          </Button>
        </>
      }
    >
      <form
        id={form}
        className={css.receber}
        onSubmit={(event) => {
          event.preventDefault();
          enviar();
        }}
      >
        <p className={css.total}>
          A receber <strong className="numero">{dinheiro(total)}</strong>
        </p>
        <fieldset className={css.formas}>
          <legend className="so-leitor">Como paga</legend>
          {(Object.keys(formas) as FormaDoBalcao[]).map((uma) => (
            <label key={uma}>
              <input type="radio" name="forma" checked={forma === uma} onChange={() => setForma(uma)} />
              <span>
                <Icone nome={uma} />
                {formas[uma]}
              </span>
            </label>
          ))}
        </fieldset>
        {forma === 'dinheiro' ? (
          <>
            <div className={css.entregue}>
              <label htmlFor={`entregue-${id}`}>Valor que o cliente entregou</label>
              <input
                ref={(onde) => {
                  campo.current = onde;
                  if (texto === '') focar(onde);
                }}
                id={`entregue-${id}`}
                className="numero"
                inputMode="decimal"
                autoComplete="off"
                placeholder={escreverReais(aPagar)}
                aria-describedby={`troco-${id}`}
                aria-invalid={!vale || undefined}
                value={texto}
                onChange={({ target: { value } }) => setTexto(value.slice(0, 12))}
              />
              <fieldset className={css.notas} aria-label="Valores prontos">
                {[aPagar, ...notasPara(aPagar)].map((nota, i) => (
                  <Button
                    key={nota}
                    look="plain"
                    aria-pressed={entregue === nota}
                    onClick={() => {
                      setTexto(escreverReais(nota));
                      campo.current?.focus();
                    }}
                  >
                    {i === 0 ? 'Exato' : brl(nota).replace(',00', '')}
                  </Button>
                ))}
              </fieldset>
            </div>
            <p id={`troco-${id}`} className={css.troco} data-falta={!vale} aria-live="polite">
              {entregue === null ? (
                'Digite um valor, como 50 ou 27,90'
              ) : falta > 0 ? (
                <>
                  Faltam <strong className="numero">{brl(falta)}</strong>
                </>
              ) : (
                <>
                  Troco <strong className="numero">{brl(troco)}</strong>
                </>
              )}
            </p>
          </>
        ) : (
          <p className={css.maquininha}>
            Passe <strong className="numero">{dinheiro(total)}</strong> na maquininha da casa. Confirme só depois que
            ela aprovar.
          </p>
        )}
        <div role="alert">
          {receber.error && (
            <p className={css.erro}>
              {passageiro(receber.error)
                ? 'Não tivemos resposta. Tente de novo: o pagamento não se registra duas vezes.'
                : receber.error instanceof Problema && receber.error.status === 409
                  ? `${dizerErro(receber.error)}. Confira o pedido antes de devolver o dinheiro.`
                  : dizerErro(receber.error)}
            </p>
          )}
        </div>
      </form>
    </Dialog>
  );
}

/** It was taken: the change to give, large, and the senha as soon as it has one. */
function Recebido({ pedido, troco, onFim }: { pedido: PedidoNoBalcao; troco: number; onFim(): void }) {
  const { id } = pedido;
  const senha = useAteASenha(id)?.senha ?? null;
  return (
    <Dialog
      open
      onClose={onFim}
      title="Pagamento recebido"
      actions={
        <>
          <Link href={`/recibo/${id}`} className={css.recibo}>
            Recibo
          </Link>
          <Button ref={focar} size="large" onClick={onFim}>
            Próximo
          </Button>
        </>
      }
    >
      <dl className={css.recebido}>
        <div data-troco={troco > 0}>
          <dt>Troco</dt>
          <dd className="numero">{troco > 0 ? dinheiro(troco) : 'Sem troco'}</dd>
        </div>
        <div aria-busy={senha === null}>
          <dt>Senha</dt>
          <dd className="numero">
            <span role="status">{senha ?? '…'}</span>
          </dd>
        </div>
      </dl>
      <p className={css.dizer}>Diga a senha ao cliente: o painel a chama quando ficar pronto.</p>
    </Dialog>
  );
}
