import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Field } from '../../../../ui/field.tsx';
import { diaEHora, dinheiro } from '../../../../ui/format.ts';
import { doEstado, estadosDoPagamento } from '../../../../ui/palavras.ts';
import { Confirmar } from '../../parts/confirmar.tsx';
import formulario from '../../parts/formulario.module.css';
import { Pergunta } from '../../parts/pergunta.tsx';
import { ErroDaAcao } from '../../parts/resposta.tsx';
import { lerPagamentos, type Pagamento } from '../../state/dinheiro/api.ts';
import { MOTIVO } from '../../state/dinheiro/devolver.ts';
import { vinculaveis } from '../../state/dinheiro/divergencias.ts';
import { errosDoFormulario } from '../../state/erros.ts';
import { lerNumero } from '../../state/pedidos/filtro.ts';

type Mais = { motivo?: string; transacaoId?: string };
type Acao = { error: unknown; isPending: boolean };

/** Asks what a repair needs to know before it is done: whether really, of which pedido, or why. */
export function Consertar({
  como,
  valor,
  cobrado,
  sugerido,
  acao,
  onSim,
  onNao,
}: {
  como: 'estornar' | 'vincular' | 'ignorar';
  /** What would go back, in reais; null where a charge nobody paid is called off. */
  valor: number | null;
  /** What the bank took: what the pedido it is of would have cost. */
  cobrado: number | null;
  /** The pedido it probably is of. */
  sugerido: number | null;
  acao: Acao;
  onSim(mais: Mais): void;
  onNao(): void;
}) {
  if (como === 'estornar') {
    const fazer = valor === null ? 'Encerrar a cobrança' : `Devolver ${dinheiro(valor)}`;
    return (
      <Confirmar
        aberto
        titulo={`${fazer}?`}
        descricao={
          valor === null
            ? 'Ninguém pagou ainda, e ninguém mais poderá pagar.'
            : 'O banco devolve a quem pagou. Depois de pedida, a devolução não se desfaz.'
        }
        sim={acao.isPending ? 'Um momento…' : fazer}
        nao="Deixar"
        ocupado={acao.isPending}
        onSim={() => onSim({})}
        onNao={onNao}
      >
        <ErroDaAcao erro={acao.error} />
      </Confirmar>
    );
  }
  if (como === 'vincular')
    return <Vincular cobrado={cobrado} sugerido={sugerido} acao={acao} onSim={onSim} onNao={onNao} />;
  return <Ignorar acao={acao} onSim={onSim} onNao={onNao} />;
}

function Ignorar({ acao, onSim, onNao }: { acao: Acao; onSim(mais: Mais): void; onNao(): void }) {
  const [curto, setCurto] = useState<string>();
  const { campos, geral } = errosDoFormulario(acao.error, { motivo: 'Motivo' });
  return (
    <Pergunta
      titulo="Deixar como está?"
      descricao="Nada muda no banco nem aqui. Diga por que está certo: fica escrito para quem conferir depois."
      sim={acao.isPending ? 'Guardando…' : 'Está certo assim'}
      acao={{ ...acao, error: curto ?? acao.error }}
      geral={geral}
      onNao={onNao}
      onSim={(dados) => {
        const motivo = String(dados.get('motivo')).trim();
        const falta = motivo.length < MOTIVO.menor ? `Diga por quê, com ao menos ${MOTIVO.menor} letras` : undefined;
        setCurto(falta);
        if (!falta) onSim({ motivo });
      }}
    >
      <Field
        label="Motivo"
        name="motivo"
        maxLength={MOTIVO.maior}
        autoComplete="off"
        error={curto ?? campos.motivo}
        onChange={() => setCurto(undefined)}
      />
    </Pergunta>
  );
}

/** By the number of a pedido; where that was paid for more than once, by which of its payments. */
function Vincular({
  cobrado,
  sugerido,
  acao,
  onSim,
  onNao,
}: {
  cobrado: number | null;
  sugerido: number | null;
  acao: Acao;
  onSim(mais: Mais): void;
  onNao(): void;
}) {
  const [falta, setFalta] = useState<string>();
  const [achados, setAchados] = useState<readonly Pagamento[]>([]);
  const procurar = useMutation({
    mutationFn: async (numero: number) => vinculaveis((await lerPagamentos(numero)).pagamentos, cobrado),
    onSuccess(pagamentos, numero) {
      const [primeiro] = pagamentos;
      if (!primeiro) setFalta(`O pedido #${numero} não espera por um pagamento de ${dinheiro(cobrado ?? 0)}`);
      else if (pagamentos.length === 1) onSim({ transacaoId: primeiro.transacaoId });
      else setAchados(pagamentos);
    },
  });
  const erro = falta ?? procurar.error ?? acao.error;
  const ocupado = procurar.isPending || acao.isPending;
  return (
    <Pergunta
      titulo="De que pedido é este dinheiro?"
      descricao="O pagamento passa a contar para o pedido, como se o banco tivesse avisado na hora."
      sim={ocupado ? 'Ligando…' : achados.length > 0 ? 'Ligar a este' : 'Ligar ao pedido'}
      acao={{ error: erro, isPending: ocupado }}
      geral={erro && !falta ? errosDoFormulario(erro, {}).geral : undefined}
      onNao={onNao}
      onSim={(dados) => {
        const transacaoId = dados.get('transacaoId');
        if (transacaoId) return onSim({ transacaoId: String(transacaoId) });
        const numero = lerNumero(String(dados.get('pedido')));
        if (numero === undefined) return setFalta('Escreva o número de um pedido, como 123');
        setFalta(undefined);
        procurar.mutate(numero);
      }}
    >
      <Field
        label="Número do pedido"
        name="pedido"
        inputMode="numeric"
        autoComplete="off"
        defaultValue={sugerido ?? ''}
        error={falta}
        onChange={() => {
          setFalta(undefined);
          setAchados([]);
        }}
      />
      {achados.length > 0 && (
        <fieldset className={formulario.escolha}>
          <legend>Qual dos pagamentos dele?</legend>
          {achados.map(({ transacaoId, tentativa, total, estado, criadoEm }, i) => (
            <label key={transacaoId}>
              <input type="radio" name="transacaoId" value={transacaoId} defaultChecked={i === 0} />
              <span>
                {tentativa}ª tentativa · {dinheiro(total)} · {doEstado(estadosDoPagamento, estado).nome}
                <br />
                <span className="miudo">{diaEHora(criadoEm)}</span>
              </span>
            </label>
          ))}
        </fieldset>
      )}
    </Pergunta>
  );
}
