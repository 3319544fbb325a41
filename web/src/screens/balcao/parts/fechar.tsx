import { useState } from 'react';
import { dizerErro } from '../../../api/problem.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Field } from '../../../ui/field.tsx';
import { dinheiro } from '../../../ui/format.ts';
import { diaCurto } from '../../../ui/tempo.ts';
import { type Caixa, type Contagem, conferir, dizerDiferenca } from '../state/caixa.ts';
import { useAtos } from '../state/use-pedidos.ts';
import css from './fechar.module.css';

const campos: readonly [nome: keyof Contagem, rotulo: string, dica: string][] = [
  ['fundo', 'Fundo', 'O dinheiro com que a gaveta começou o dia'],
  ['dinheiro', 'Dinheiro contado', 'Tudo o que há na gaveta, com o fundo'],
  ['cartao', 'Cartão contado', 'O total que a maquininha mostra'],
];

/** Asks for the count of a day, shows how it compares, and closes the day once that was confirmed. */
export function Fechar({ caixa, onFechado }: { caixa: Caixa; onFechado(): void }) {
  const [contagem, setContagem] = useState<Contagem>({ fundo: '', dinheiro: '', cartao: '' });
  const [faltam, setFaltam] = useState<readonly (keyof Contagem)[]>([]);
  const [conferindo, setConferindo] = useState(false);
  const { fechar } = useAtos();
  const fecho = conferir(caixa, contagem);
  const voltar = () => {
    setConferindo(false);
    fechar.reset();
  };
  return (
    <form
      className={css.fechar}
      noValidate
      aria-labelledby="fechar"
      onSubmit={(event) => {
        event.preventDefault();
        const vazios = 'faltam' in fecho ? fecho.faltam : [];
        setFaltam(vazios);
        setConferindo(vazios.length === 0);
        if (vazios[0]) event.currentTarget.querySelector<HTMLInputElement>(`[name="${vazios[0]}"]`)?.focus();
      }}
    >
      <h2 id="fechar">Fechar o dia</h2>
      {campos.map(([nome, rotulo, dica]) => (
        <Field
          key={nome}
          label={rotulo}
          hint={dica}
          name={nome}
          inputMode="decimal"
          autoComplete="off"
          maxLength={12}
          placeholder="0,00"
          value={contagem[nome]}
          error={faltam.includes(nome) ? 'Digite um valor, como 150,00; nada é 0' : undefined}
          onChange={({ currentTarget: { value } }) => {
            setContagem({ ...contagem, [nome]: value });
            setFaltam(faltam.filter((um) => um !== nome));
          }}
        />
      ))}
      <Button type="submit">Conferir</Button>
      {conferindo && !('faltam' in fecho) && (
        <Dialog
          open
          onClose={() => !fechar.isPending && voltar()}
          title={`Fechar o caixa de ${diaCurto(caixa.dia)}?`}
          description="Um dia se fecha uma vez. O que entrar depois conta para o dia seguinte."
          actions={
            <>
              <Button look="plain" size="large" onClick={voltar}>
                Contar de novo
              </Button>
              <Button
                size="large"
                aria-disabled={fechar.isPending}
                onClick={() =>
                  !fechar.isPending && fechar.mutate({ dia: caixa.dia, ...fecho.corpo }, { onSuccess: onFechado })
                }
              >
                {fechar.isPending ? 'Fechando…' : 'Fechar o dia'}
              </Button>
            </>
          }
        >
          <table className={css.conferencia}>
            <thead>
              <tr>
                <td />
                <th scope="col">Esperado</th>
                <th scope="col">Contado</th>
                <th scope="col">Diferença</th>
              </tr>
            </thead>
            <tbody>
              {(['dinheiro', 'cartao'] as const).map((forma) => {
                const { esperado, contado, diferenca } = fecho[forma];
                return (
                  <tr key={forma} data-diferenca={diferenca !== 0}>
                    <th scope="row">{forma === 'dinheiro' ? 'Dinheiro, com o fundo' : 'Cartão'}</th>
                    <td className="numero">{dinheiro(esperado)}</td>
                    <td className="numero">{dinheiro(contado)}</td>
                    <td className={`${css.diferenca} numero`}>{dizerDiferenca(diferenca, dinheiro)}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
          <p role="alert" className={css.erro}>
            {fechar.error && dizerErro(fechar.error)}
          </p>
        </Dialog>
      )}
    </form>
  );
}
