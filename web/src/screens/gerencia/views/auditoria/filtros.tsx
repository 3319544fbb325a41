import { nomesDasAcoes } from '@foodious/contracts/acoes.ts';
import { Button } from '../../../../ui/button.tsx';
import { Field } from '../../../../ui/field.tsx';
import type { Filtro } from '../../state/auditoria/filtro.ts';
import { dizerSobre } from '../../state/auditoria/palavras.ts';
import { dizerQuem } from '../../state/auditoria/quem.ts';
import { useEquipe } from '../../state/equipe/use-equipe.ts';
import css from './auditoria.module.css';

/** Narrows the log, at once. */
export function Filtros({ filtro, onMudar }: { filtro: Filtro; onMudar(filtro: Record<string, string>): void }) {
  const { quem = '', acao = '', sobre = '', de = '', ate = '' } = filtro;
  const { data: pessoas = [] } = useEquipe();
  const conhecidos = [
    ...pessoas.map(({ id, nome }) => ({ quem: `equipe-${id}`, nome })),
    ...['gerente', 'cozinha', 'ninguém'].map((um) => ({ quem: um, nome: null })),
  ];
  if (quem && !conhecidos.some((um) => um.quem === quem)) conhecidos.push({ quem, nome: null });
  const mudar = (campo: keyof Filtro) => (event: { currentTarget: { value: string } }) =>
    onMudar({ ...filtro, [campo]: event.currentTarget.value });
  const [tipo = '', ...id] = sobre.split(':');
  return (
    <div className={css.filtros}>
      <Field
        label="Quem"
        value={quem}
        render={
          <select onChange={mudar('quem')}>
            <option value="">Todos</option>
            {conhecidos.map((um) => (
              <option key={um.quem} value={um.quem}>
                {dizerQuem(um)}
              </option>
            ))}
          </select>
        }
      />
      <Field
        label="O quê"
        value={acao}
        render={
          <select onChange={mudar('acao')}>
            <option value="">Tudo</option>
            {Object.entries(nomesDasAcoes).map(([uma, nome]) => (
              <option key={uma} value={uma}>
                {nome}
              </option>
            ))}
          </select>
        }
      />
      <Field label="De" type="date" value={de} onChange={mudar('de')} />
      <Field label="Até" type="date" value={ate} onChange={mudar('ate')} />
      {Object.keys(filtro).length > 0 && (
        <Button look="quiet" onClick={() => onMudar({})}>
          Limpar
        </Button>
      )}
      {sobre && <p className={css.sobre}>Só sobre {dizerSobre({ tipo, id: id.join(':') }).texto}</p>}
    </div>
  );
}
