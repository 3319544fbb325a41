import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { Button } from '../../../../ui/button.tsx';
import { Esqueleto } from '../../../../ui/esqueleto.tsx';
import { diaEHora } from '../../../../ui/format.ts';
import { quantos } from '../../../../ui/palavras.ts';
import { ErroDaAcao, Resposta } from '../../parts/resposta.tsx';
import { Selo } from '../../parts/selo.tsx';
import { lerNotificacao, type Notificacao, refazer } from '../../state/dinheiro/api.ts';
import { arrumar, dizerResultado, dizerVeredito } from '../../state/dinheiro/resultados.ts';
import { useAviso } from '../../state/use-aviso.ts';
import { useConsulta } from '../../state/use-consulta.ts';
import css from './notificacoes.module.css';

/** One notification: of what it speaks, whether it is to be believed, what came of it, and what somebody should do. */
export function LinhaDaNotificacao({ notificacao }: { notificacao: Notificacao }) {
  const { id, recebidaEm, cobrancaId, pedidoId, resultado, tentativas, proximaEm } = notificacao;
  const [aberta, setAberta] = useState(false);
  const client = useQueryClient();
  const avisar = useAviso();
  const deNovo = useMutation({
    mutationFn: () => refazer(id),
    onSuccess: (depois) => avisar(`Tratada de novo: ${dizerResultado(depois).nome.toLowerCase()}`),
    onSettled: () => client.invalidateQueries({ queryKey: ['notificacoes'] }),
  });
  const { nome, tom, significa, fazer } = dizerResultado(notificacao);
  const bem = resultado === 'aplicada' || resultado === 'repetida';
  const sobre = cobrancaId === null ? 'Não diz de que cobrança' : `Cobrança ${cobrancaId}`;
  const hora = diaEHora(recebidaEm);
  return (
    <li className={css.linha}>
      <div className={css.texto}>
        <h2 className={css.nome}>
          {pedidoId === null ? sobre : <Link href={`/pedidos/${pedidoId}`}>Pedido #{pedidoId}</Link>}
        </h2>
        <p className="miudo">
          <span className="numero">{hora}</span> · {dizerVeredito(notificacao)}
          {pedidoId !== null && cobrancaId !== null && ` · cobrança ${cobrancaId}`}
          {tentativas > 1 && ` · ${quantos(tentativas, 'tentativa', 'tentativas')}`}
          {resultado === null && proximaEm !== null && tentativas > 0 && ` · de novo ${diaEHora(proximaEm)}`}
        </p>
      </div>
      <div>
        <Selo tom={tom}>{nome}</Selo>
      </div>
      <div className={css.acoes}>
        <Button look="quiet" aria-expanded={aberta} onClick={() => setAberta(!aberta)}>
          {aberta ? 'Fechar' : 'Ver'}
          <span className="so-leitor"> o que chegou em {hora}</span>
        </Button>
        {!bem && cobrancaId !== null && (
          <Button look="plain" disabled={deNovo.isPending} onClick={() => deNovo.mutate()}>
            {deNovo.isPending ? 'Tratando…' : 'Tratar de novo'}
            <span className="so-leitor"> a de {hora}</span>
          </Button>
        )}
      </div>
      {(!bem || aberta) && (
        <div className={css.explica}>
          <p>{significa}</p>
          {fazer && (
            <p>
              <strong>O que fazer:</strong> {fazer}
            </p>
          )}
        </div>
      )}
      <div className={css.inteira}>
        <ErroDaAcao erro={deNovo.error} />
        {aberta && (
          <>
            <Inteira id={id} />
            {bem && (
              <Button look="plain" disabled={deNovo.isPending} onClick={() => deNovo.mutate()}>
                Tratar de novo
              </Button>
            )}
          </>
        )}
      </div>
    </li>
  );
}

/** A notification as it came, for who wants to know more, or has to show it to somebody. */
function Inteira({ id }: { id: string }) {
  const inteira = useConsulta(['notificacoes', 'uma', id], () => lerNotificacao(id));
  return (
    <Resposta de={inteira} esqueleto={<Esqueleto altura={8} />}>
      {({ consulta, corpo, requestId, transacaoId, tratadaEm }) => (
        <dl className={css.detalhes}>
          {transacaoId && (
            <div>
              <dt>Pagamento</dt>
              <dd>{transacaoId}</dd>
            </div>
          )}
          {tratadaEm && (
            <div>
              <dt>Tratada</dt>
              <dd>{diaEHora(tratadaEm)}</dd>
            </div>
          )}
          {requestId && (
            <div>
              <dt>Número do aviso</dt>
              <dd>{requestId}</dd>
            </div>
          )}
          {consulta && (
            <div>
              <dt>Endereço</dt>
              <dd>{consulta}</dd>
            </div>
          )}
          <div>
            <dt>Texto recebido</dt>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keyboard */}
            <dd tabIndex={0} className={css.corpo}>
              {arrumar(corpo) || '(vazio)'}
            </dd>
          </div>
        </dl>
      )}
    </Resposta>
  );
}
