import { consentimentos, VERSAO_ATUAL } from '@foodious/contracts/consentimentos.ts';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api, body } from '../../../api/client.ts';
import { encerrarSessao } from '../../../api/session.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Esqueleto } from '../../../ui/esqueleto.tsx';
import { Field } from '../../../ui/field.tsx';
import { focar } from '../../../ui/focar.ts';
import { formatarCpf } from '../../../ui/format.ts';
import { Switch } from '../../../ui/switch.tsx';
import css from '../meus-dados.module.css';
import { PorCodigo } from '../parts/codigo.tsx';
import { Pedidos } from '../parts/pedidos.tsx';
import { dizer, dizerDoCampo } from '../state/dizer.ts';
import { useFala } from '../state/fala.ts';
import { type MeusDados, mostrarMeusDados, useMeusDados, useMudanca } from '../state/meus-dados.ts';
import { COPIA, PROTOCOLO, useHash } from '../state/use-hash.ts';
import { Tudo } from './tudo.tsx';

/** What is kept of who came in, and what they may do about it. */
export function Cadastro({ onSaiu }: { onSaiu(): void }) {
  const { t } = useFala();
  const { data, error, refetch } = useMeusDados();
  const tudo = useHash() === COPIA;
  const saida = useMutation({ mutationFn: encerrarSessao, networkMode: 'always', onSuccess: onSaiu });
  if (tudo) return <Tudo />;
  return (
    <>
      <div className={css.topo}>
        <h1 tabIndex={-1} ref={focar}>
          {t.titulo}
        </h1>
        <Button look="quiet" onClick={() => saida.mutate()}>
          {t.sair}
        </Button>
      </div>
      {(saida.error ?? error) && (
        <p role="alert" className={css.recusa}>
          {dizer(t, saida.error ?? error)}{' '}
          {error && (
            <Button look="plain" onClick={() => void refetch()}>
              {t.tentarAgora}
            </Button>
          )}
        </p>
      )}
      {data ? (
        <>
          <QuemSou dados={data} />
          <Ofertas dados={data} />
        </>
      ) : (
        !error && <Esqueleto altura={9} quantos={2} />
      )}
      <MeusPedidos />
      <section className={css.cartao}>
        <h2>{t.levar}</h2>
        <p>{t.levarTexto}</p>
        <div className={css.acoes}>
          <Button look="plain" onClick={() => location.assign(COPIA)}>
            {t.verTudo}
          </Button>
          <a className={css.baixar} href="/meus-dados/api/v2/meus-dados/exportacao" download="meus-dados.json">
            {t.baixarJson}
          </a>
        </div>
      </section>
      <Apagar onApagado={onSaiu} />
    </>
  );
}

/** Name, e-mail and CPF; the first two may be changed, the e-mail by a code sent to the new one. */
function QuemSou({ dados }: { dados: MeusDados }) {
  const { t, dia } = useFala();
  const client = useQueryClient();
  const [muda, setMuda] = useState<'nome' | 'email'>();
  /** What was changed last, or was not after all: there one goes on. */
  const [antes, setAntes] = useState<'nome' | 'email'>();
  const [salvo, setSalvo] = useState(false);
  const fechar = () => {
    setAntes(muda);
    setMuda(undefined);
  };
  const pronto = () => {
    fechar();
    setSalvo(true);
  };
  const abrir = (qual: 'nome' | 'email') => {
    setSalvo(false);
    setMuda(qual);
  };
  return (
    <section className={css.cartao}>
      <h2>{t.cadastro}</h2>
      <dl className={css.ficha}>
        <Linha nome={t.nome}>{dados.nome}</Linha>
        <Linha nome={t.email}>{dados.email}</Linha>
        <Linha nome={t.cpf}>{formatarCpf(dados.cpf)}</Linha>
        <Linha nome={t.desde}>{dia(dados.criadoEm)}</Linha>
      </dl>
      <p role="status" className={css.salvo}>
        {salvo && t.salvo}
      </p>
      {muda === 'nome' && <CorrigirNome atual={dados.nome} onPronto={pronto} onCancelar={fechar} />}
      {muda === 'email' && (
        <PorCodigo
          rotulo={t.novoEmail}
          enviamos={t.enviamosAoNovo}
          acao={t.trocar}
          pedir={(email) => body(api.POST('/v2/meus-dados/email', { body: { email } }))}
          conferir={({ codigo }) => body(api.POST('/v2/meus-dados/email/conferir', { body: { codigo } }))}
          onProvado={(novos) => {
            mostrarMeusDados(client, novos);
            pronto();
          }}
          onCancelar={fechar}
        />
      )}
      {!muda && (
        <div className={css.acoes}>
          <Button ref={antes === 'nome' ? focar : undefined} look="plain" onClick={() => abrir('nome')}>
            {t.corrigir}
          </Button>
          <Button ref={antes === 'email' ? focar : undefined} look="plain" onClick={() => abrir('email')}>
            {t.trocar}
          </Button>
        </div>
      )}
    </section>
  );
}

const Linha = ({ nome, children }: { nome: string; children: ReactNode }) => (
  <div>
    <dt>{nome}</dt>
    <dd>{children}</dd>
  </div>
);

function CorrigirNome({ atual, onPronto, onCancelar }: { atual: string; onPronto(): void; onCancelar(): void }) {
  const { t } = useFala();
  const [nome, setNome] = useState(atual);
  const correcao = useMudanca((novo: string) => body(api.PUT('/v2/meus-dados', { body: { nome: novo } })), onPronto);
  const doCampo = dizerDoCampo(t, correcao.error, 'nome');
  return (
    <form
      className={css.formulario}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!correcao.isPending) correcao.mutate(nome);
      }}
    >
      <Field
        label={t.nome}
        error={doCampo}
        name="nome"
        autoComplete="name"
        maxLength={255}
        value={nome}
        onChange={(event) => setNome(event.target.value)}
        ref={focar}
      />
      <p role="alert" className={css.recusa}>
        {correcao.error && !doCampo && dizer(t, correcao.error)}
      </p>
      <div className={css.acoes}>
        <Button type="submit" aria-disabled={correcao.isPending}>
          {correcao.isPending ? t.salvando : t.salvar}
        </Button>
        <Button look="quiet" onClick={onCancelar}>
          {t.cancelar}
        </Button>
      </div>
    </form>
  );
}

/** What was agreed to, by the text that was read, and since when; taken back as easily as given. */
function Ofertas({ dados }: { dados: MeusDados }) {
  const { t, idioma, quando } = useFala();
  const versao = VERSAO_ATUAL.marketing;
  const mudanca = useMudanca((aceito: boolean) =>
    body(api.PUT('/v2/meus-dados/consentimentos/marketing', { body: { aceito, versao } })),
  );
  const aceito = dados.consentimentos.at(-1)?.aceito ?? false;
  return (
    <section className={css.cartao}>
      <h2>{t.ofertas}</h2>
      <Switch checked={aceito} onChange={(novo) => !mudanca.isPending && mudanca.mutate(novo)}>
        {consentimentos.marketing[versao][idioma]}
      </Switch>
      {dados.consentimentos.length === 0 && <p className="miudo">{t.nuncaAceitou}</p>}
      <ul className={css.historia}>
        {dados.consentimentos.map((dito) => (
          <li key={dito.em} className="miudo">
            {(dito.aceito ? t.aceitou : t.recusou)(quando(dito.em))}
            {dito.versao !== null && ` (${t.versao(dito.versao)})`}
          </li>
        ))}
      </ul>
      <p role="alert" className={css.recusa}>
        {mudanca.error && dizer(t, mudanca.error)}
      </p>
    </section>
  );
}

function MeusPedidos() {
  const { t } = useFala();
  const { data, hasNextPage, fetchNextPage, error, isFetching } = useInfiniteQuery({
    queryKey: ['meus-pedidos'],
    queryFn: ({ pageParam }) =>
      body(
        api.GET('/v2/meus-dados/pedidos', {
          params: { query: { limite: '10', ...(pageParam ? { antesDe: String(pageParam) } : {}) } },
        }),
      ),
    initialPageParam: 0,
    getNextPageParam: ({ proximo }) => proximo,
  });
  return (
    <section className={css.cartao}>
      <h2>{t.pedidos}</h2>
      {data ? <Pedidos pedidos={data.pages.flatMap(({ pedidos }) => pedidos)} /> : !error && <Esqueleto altura={6} />}
      <p role="alert" className={css.recusa}>
        {error && dizer(t, error)}
      </p>
      {hasNextPage && (
        <Button look="plain" aria-disabled={isFetching} onClick={() => !isFetching && void fetchNextPage()}>
          {t.mais}
        </Button>
      )}
    </section>
  );
}

/** Erases it all, after one more question; the receipt is shown, and nothing of the person stays on the page. */
function Apagar({ onApagado }: { onApagado(): void }) {
  const { t } = useFala();
  const [aberto, setAberto] = useState(false);
  const apagar = useMutation({
    async mutationFn() {
      const { protocolo } = await body(api.DELETE('/v2/meus-dados'));
      await encerrarSessao().catch(() => {}); // of nobody now: it opens nothing any more
      return protocolo;
    },
    networkMode: 'always',
    onSuccess(protocolo) {
      onApagado();
      location.hash = `${PROTOCOLO}=${protocolo}`;
    },
  });
  return (
    <section className={css.cartao}>
      <h2>{t.apagar}</h2>
      <p>{t.apagarTexto}</p>
      <div className={css.acoes}>
        <Button look="danger" onClick={() => setAberto(true)}>
          {t.apagar}
        </Button>
      </div>
      <Dialog
        open={aberto}
        onClose={() => setAberto(false)}
        title={t.apagar}
        description={t.apagarTexto}
        actions={
          <>
            <Button look="plain" onClick={() => setAberto(false)}>
              {t.cancelar}
            </Button>
            <Button look="danger" aria-disabled={apagar.isPending} onClick={() => !apagar.isPending && apagar.mutate()}>
              {apagar.isPending ? t.apagando : t.apagarMesmo}
            </Button>
          </>
        }
      >
        <p role="alert" className={css.recusa}>
          {apagar.error && dizer(t, apagar.error)}
        </p>
      </Dialog>
    </section>
  );
}
