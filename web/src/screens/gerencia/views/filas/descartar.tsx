import { Field } from '../../../../ui/field.tsx';
import { Pergunta } from '../../parts/pergunta.tsx';
import { errosDoFormulario } from '../../state/erros.ts';
import type { useAcoes } from '../../state/filas/use-acoes.ts';
import type { Carta } from '../../state/tipos.ts';

/** Lets a dead letter go, for good, and has it written down why. */
export function Descartar({
  carta,
  acao,
  onFim,
}: {
  carta: Carta;
  acao: ReturnType<typeof useAcoes>['descartar'];
  onFim(): void;
}) {
  const { campos, geral } = errosDoFormulario(acao.error, { motivo: 'Motivo' });
  return (
    <Pergunta
      titulo="Descartar esta mensagem?"
      descricao={`${carta.mensagem ?? 'O que não se entende'} sai da fila e nada mais acontece com ela. O motivo fica na linha do tempo do pedido.`}
      nao="Não descartar"
      sim={acao.isPending ? 'Descartando…' : 'Descartar'}
      acao={acao}
      geral={geral}
      onNao={onFim}
      onSim={(dados) => acao.mutate({ carta, motivo: String(dados.get('motivo')) }, { onSuccess: onFim })}
    >
      <Field label="Motivo" name="motivo" maxLength={255} autoComplete="off" error={campos.motivo} />
    </Pergunta>
  );
}
