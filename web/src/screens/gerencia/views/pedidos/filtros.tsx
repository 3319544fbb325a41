import { useLocation } from 'wouter';
import { Button } from '../../../../ui/button.tsx';
import { Field } from '../../../../ui/field.tsx';
import { estados } from '../../../../ui/palavras.ts';
import { type Filtro, lerNumero } from '../../state/pedidos/filtro.ts';
import css from './pedidos.module.css';

/** Narrows the list, at once; a number goes straight to its pedido. */
export function Filtros({
  filtro,
  onMudar,
}: {
  filtro: Filtro;
  onMudar(filtro: { estado: string; dia: string; senha: string }): void;
}) {
  const [, ir] = useLocation();
  const { estado = '', dia = '', senha = '' } = filtro;
  const mudar = (campo: Partial<Record<keyof Filtro, string>>) => onMudar({ estado, dia, senha, ...campo });
  return (
    <div className={css.filtros}>
      <Field
        label="Estado"
        value={estado}
        render={
          <select onChange={(event) => mudar({ estado: event.target.value })}>
            <option value="">Todos</option>
            {Object.entries(estados).map(([valor, { nome }]) => (
              <option key={valor} value={valor}>
                {nome}
              </option>
            ))}
          </select>
        }
      />
      <Field label="Dia" type="date" value={dia} onChange={(event) => mudar({ dia: event.currentTarget.value })} />
      <Field
        label="Senha"
        inputMode="numeric"
        autoComplete="off"
        value={senha}
        onChange={(event) => mudar({ senha: event.currentTarget.value.replace(/\D/g, '') })}
      />
      {(estado || dia || senha) && (
        <Button look="quiet" onClick={() => onMudar({ estado: '', dia: '', senha: '' })}>
          Limpar
        </Button>
      )}
      <form
        className={css.numero}
        onSubmit={(event) => {
          event.preventDefault();
          const id = lerNumero(String(new FormData(event.currentTarget).get('id')));
          if (id !== undefined) ir(`/pedidos/${id}`);
        }}
      >
        <Field
          label="Número do pedido"
          name="id"
          inputMode="numeric"
          autoComplete="off"
          pattern="\s*#?\d+\s*"
          required
        />
        <Button look="plain" type="submit">
          Abrir
        </Button>
      </form>
    </div>
  );
}
