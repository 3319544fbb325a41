import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { api, body } from '../../../api/client.ts';
import { idiomas } from '../../../i18n/idiomas.ts';
import { Button } from '../../../ui/button.tsx';
import { Esqueleto } from '../../../ui/esqueleto.tsx';
import { focar } from '../../../ui/focar.ts';
import { dinheiro, formatarCpf } from '../../../ui/format.ts';
import { nomeDoEmail } from '../../../ui/palavras.ts';
import css from '../meus-dados.module.css';
import { Pedidos } from '../parts/pedidos.tsx';
import { dizer } from '../state/dizer.ts';
import { useFala } from '../state/fala.ts';

/** Everything that is kept, to be read, printed, or saved as a page. */
export function Tudo() {
  const { t, idioma, dia, quando } = useFala();
  const documento = useRef<HTMLElement>(null);
  const { data, error } = useQuery({
    queryKey: ['exportacao'],
    queryFn: () => body(api.GET('/v2/meus-dados/exportacao')),
    staleTime: 0,
    gcTime: 0,
  });
  function baixar() {
    const { lang } = idiomas[idioma];
    for (const link of documento.current?.querySelectorAll('a') ?? []) link.setAttribute('href', link.href); // whole: it leads here from elsewhere
    const html = `<!doctype html><html lang="${lang}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${t.tudo}</title><body style="max-width:40rem;margin:2rem auto;padding:0 1rem;font:16px/1.5 system-ui,sans-serif">${documento.current?.innerHTML ?? ''}</body></html>`;
    const endereco = URL.createObjectURL(new Blob([html], { type: 'text/html' }));
    Object.assign(document.createElement('a'), { href: endereco, download: 'meus-dados.html' }).click();
    setTimeout(() => URL.revokeObjectURL(endereco)); // it has been read
  }
  return (
    <>
      <div className={css.acoes}>
        <a className={css.baixar} href="#inicio">
          {t.voltar}
        </a>
        {data && (
          <>
            <Button look="plain" onClick={baixar}>
              {t.baixarPagina}
            </Button>
            <Button look="plain" onClick={() => print()}>
              {t.imprimir}
            </Button>
          </>
        )}
      </div>
      <p role="alert" className={css.recusa}>
        {error && dizer(t, error)}
      </p>
      {!data && !error && <Esqueleto altura={20} />}
      {data && (
        <article ref={documento} className={css.cartao}>
          <h1 tabIndex={-1} ref={focar}>
            {t.tudo}
          </h1>
          <p className="miudo">{t.geradaEm(quando(data.geradaEm))}</p>
          <h2>{t.cadastro}</h2>
          <p>
            {t.nome}: {data.nome}
            <br />
            {t.email}: {data.email}
            <br />
            {t.cpf}: {formatarCpf(data.cpf)}
            <br />
            {t.desde}: {dia(data.criadoEm)}
          </p>
          <h2>{t.ofertas}</h2>
          {data.consentimentos.length === 0 && <p>{t.nuncaAceitou}</p>}
          <ul>
            {data.consentimentos.map(({ em, aceito, texto, versao }) => (
              <li key={em}>
                {(aceito ? t.aceitou : t.recusou)(quando(em))}
                {texto && `: “${texto}” (${t.versao(versao ?? 0)})`}
              </li>
            ))}
          </ul>
          <h2>{t.pedidos}</h2>
          <Pedidos pedidos={data.pedidos} />
          <h2>{t.pagamentos}</h2>
          {data.pagamentos.length === 0 && <p>{t.nada}</p>}
          <ul>
            {data.pagamentos.map(({ pedidoId, transacaoId, pago, total }) => (
              <li key={transacaoId}>
                {t.pedido(pedidoId)}: {dinheiro(total)}, {pago ? t.pago : t.naoPago}
                <br />
                <span className="miudo">{transacaoId}</span>
              </li>
            ))}
          </ul>
          <h2>{t.emails}</h2>
          {data.emails.length === 0 && <p>{t.nada}</p>}
          <ul>
            {data.emails.map(({ tipo, escritoEm, enviadoEm }) => (
              <li key={escritoEm + tipo}>
                {quando(escritoEm)}: {nomeDoEmail(tipo)}
                {enviadoEm === null && ` (${t.naoSaiu})`}
              </li>
            ))}
          </ul>
        </article>
      )}
    </>
  );
}
