import { Button } from '../../../../ui/button.tsx';
import { diaEHora } from '../../../../ui/format.ts';
import { papeis } from '../../../../ui/papeis.ts';
import css from '../../parts/linha.module.css';
import { Selo } from '../../parts/selo.tsx';
import type { Pessoa } from '../../state/equipe/pessoa.ts';

/** One person of the equipe: what they may do, how they sign in, since when they were not seen. */
export function LinhaDaPessoa({
  pessoa,
  onEditar,
  onConvidar,
  onApagar,
}: {
  pessoa: Pessoa;
  onEditar(): void;
  onConvidar(): void;
  onApagar(): void;
}) {
  const { nome, usuario, papel, email, temPin, segundoFator, ativo, entrouEm } = pessoa;
  const detalhes = [
    usuario,
    ...(email ? [email] : []),
    entrouEm ? `entrou em ${diaEHora(entrouEm)}` : 'ainda não entrou',
    ...(temPin ? ['com PIN'] : []),
    ...(segundoFator ? ['com segundo fator'] : []),
  ];
  return (
    <li className={css.linha}>
      <div className={css.texto}>
        <h2 className={css.nome}>{nome}</h2>
        <p className="miudo">{detalhes.join(' · ')}</p>
      </div>
      <div className={css.selos}>
        <Selo tom={papel === 'gerente' ? 'aviso' : 'neutro'}>{papeis[papel].nome}</Selo>
        {!ativo && <Selo tom="mau">Não entra</Selo>}
      </div>
      <div className={css.acoes}>
        <Button look="plain" onClick={onEditar}>
          Editar<span className="so-leitor"> {nome}</span>
        </Button>
        {ativo ? (
          <Button look="quiet" onClick={onConvidar}>
            Novo convite<span className="so-leitor"> para {nome}</span>
          </Button>
        ) : (
          <Button look="quiet" onClick={onApagar}>
            Apagar<span className="so-leitor"> {nome}</span>
          </Button>
        )}
      </div>
    </li>
  );
}
