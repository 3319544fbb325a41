import { useSearchParams } from 'wouter';
import { classes } from '../../../../ui/classes.ts';
import { Esqueleto } from '../../../../ui/esqueleto.tsx';
import cartao from '../../parts/cartao.module.css';
import { Contados } from '../../parts/contados.tsx';
import { CarregarMais } from '../../parts/mais.tsx';
import { Pagina } from '../../parts/pagina.tsx';
import { Resposta, Vazio } from '../../parts/resposta.tsx';
import { filtroDe } from '../../state/auditoria/filtro.ts';
import { useAuditoria } from '../../state/auditoria/use-auditoria.ts';
import { Filtros } from './filtros.tsx';
import { LinhaDaEntrada } from './linha-da-entrada.tsx';

/** What the staff did, and what touched personal data: who, what, when, before and after. Nothing of it can be changed. */
export function Auditoria() {
  const [busca, setBusca] = useSearchParams();
  const filtro = filtroDe(busca);
  const auditoria = useAuditoria(filtro);
  const mudar = (novo: Record<string, string>) =>
    setBusca(
      Object.entries(novo).filter(([, valor]) => valor !== ''),
      { replace: true },
    );
  return (
    <Pagina titulo="Auditoria" resumo={<p>Quem fez o quê. Nada daqui se muda nem se apaga.</p>}>
      <Filtros filtro={filtro} onMudar={mudar} />
      <Resposta de={auditoria} esqueleto={<Esqueleto altura={4.75} quantos={8} />}>
        {({ pages }) => {
          const entradas = pages.flatMap((pagina) => pagina.entradas);
          return (
            <div>
              <Contados n={entradas.length} um="registro" varios="registros" mais={auditoria.hasNextPage} />
              {entradas.length === 0 ? (
                <Vazio titulo={Object.keys(filtro).length > 0 ? 'Nenhum registro assim' : 'Nada registrado ainda'}>
                  <p>
                    {Object.keys(filtro).length > 0
                      ? 'Tente outro filtro.'
                      : 'O que a equipe fizer aparece aqui: entradas, mudanças, cancelamentos.'}
                  </p>
                </Vazio>
              ) : (
                <ol className={classes(cartao.cartao, cartao.lista)} aria-label="Auditoria">
                  {entradas.map((entrada) => (
                    <LinhaDaEntrada
                      key={entrada.n}
                      entrada={entrada}
                      onQuem={() => mudar({ ...filtro, quem: entrada.quem })}
                    />
                  ))}
                </ol>
              )}
              <CarregarMais de={auditoria} nome="Mais antigas" />
            </div>
          );
        }}
      </Resposta>
    </Pagina>
  );
}
