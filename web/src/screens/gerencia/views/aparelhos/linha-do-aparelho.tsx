import { Button } from '../../../../ui/button.tsx';
import { diaCurto, diaDe } from '../../../../ui/tempo.ts';
import css from '../../parts/linha.module.css';
import { Selo } from '../../parts/selo.tsx';
import { contatoDe, tipos } from '../../state/aparelhos/contato.ts';
import type { Aparelho } from '../../state/aparelhos/use-aparelhos.ts';

/** One aparelho of the list. */
export function LinhaDoAparelho({
  aparelho,
  agora,
  onRenomear,
  onRevogar,
}: {
  aparelho: Aparelho;
  agora: number;
  onRenomear(): void;
  onRevogar(): void;
}) {
  const { nome, tipo, versao, criadoEm, revogadoEm } = aparelho;
  const { visto, selo, tom } = contatoDe(aparelho, agora);
  const dia = (iso: string) => diaCurto(diaDe(new Date(iso)));
  const detalhes = [
    tipos[tipo],
    ...(versao ? [`versão ${versao}`] : []),
    visto,
    revogadoEm ? `revogado em ${dia(revogadoEm)}` : `desde ${dia(criadoEm)}`,
  ];
  return (
    <li className={css.linha}>
      <div className={css.texto}>
        <h2 className={css.nome}>{nome}</h2>
        <p className="miudo">{detalhes.join(' · ')}</p>
      </div>
      <div className={css.selos}>
        <Selo tom={tom}>{selo}</Selo>
      </div>
      {revogadoEm === null && (
        <div className={css.acoes}>
          <Button look="plain" onClick={onRenomear}>
            Renomear<span className="so-leitor"> {nome}</span>
          </Button>
          <Button look="danger" onClick={onRevogar}>
            Revogar<span className="so-leitor"> {nome}</span>
          </Button>
        </div>
      )}
    </li>
  );
}
