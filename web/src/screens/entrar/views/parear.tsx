import { TAMANHO_DO_CODIGO } from '@foodious/contracts/aparelhos.ts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { Problema } from '../../../api/problem.ts';
import { type Aparelho, parear, podeSeguir, renovar } from '../../../api/session.ts';
import { type Idioma, idiomas } from '../../../i18n/idiomas.ts';
import { type TextosDeParear, textosDeParear } from '../../../i18n/parear.ts';
import { textos } from '../../../i18n/textos.ts';
import { Button } from '../../../ui/button.tsx';
import { focar } from '../../../ui/focar.ts';
import { Icone } from '../../../ui/icone.tsx';
import { Idiomas } from '../../../ui/idiomas.tsx';
import { Teclas } from '../parts/teclas.tsx';
import { soDoCodigo } from '../state/codigo.ts';
import css from './parear.module.css';

/** How long the name of a screen that was just paired stays before it begins, and how often it asks whether it may. Milliseconds. */
const FICA_MS = 4_000;
const PERGUNTAR_MS = 15_000;

/** Asks for the code of the gerência that makes this screen one of the house. By touch, by keys, by a remote control. */
export function Parear({
  codigo: trazido,
  emIdiomas,
  obrigatorio,
  onFim,
}: {
  /** What a link brought; empty without one. */
  codigo: string;
  /** Whether it may be asked in every language we speak. */
  emIdiomas: boolean;
  /** Whether there is nothing else to do here until then. */
  obrigatorio: boolean;
  onFim(): void;
}) {
  const [idioma, setIdioma] = useState<Idioma>('pt');
  const [codigo, setCodigo] = useState(soDoCodigo(trazido));
  const [faltou, setFaltou] = useState(false);
  const enviar = useRef<HTMLButtonElement>(null);
  const t = textosDeParear[idioma];
  useLayoutEffect(() => {
    document.documentElement.lang = idiomas[idioma].lang;
  }, [idioma]);
  const pareia = useMutation({
    mutationFn: async () => {
      const aparelho = await parear(codigo);
      await renovar();
      return aparelho;
    },
    networkMode: 'always',
  });
  // Let in without a code: the last aparelho of its kind was revoked, and this screen is on the machine itself.
  const { data: livre } = useQuery({
    queryKey: ['pareamento'],
    queryFn: podeSeguir,
    enabled: obrigatorio && !pareia.isSuccess,
    refetchInterval: PERGUNTAR_MS,
    retry: false,
    gcTime: 0,
  });
  useEffect(() => {
    if (livre) onFim();
  }, [livre, onFim]);
  const mudar = (como: (antes: string) => string) => {
    pareia.reset();
    setFaltou(false);
    setCodigo((antes) => soDoCodigo(como(antes)));
  };
  if (pareia.data) return <Pronto aparelho={pareia.data} t={t} onFim={onFim} />;
  return (
    <main className={css.pagina}>
      <form
        className={css.pedido}
        onSubmit={(event) => {
          event.preventDefault();
          if (codigo.length < TAMANHO_DO_CODIGO) setFaltou(true);
          else if (!pareia.isPending) pareia.mutate();
        }}
      >
        <div className={css.sobre}>
          <h1>{t.titulo}</h1>
          <p>{t.texto}</p>
        </div>
        <div className={css.campo}>
          <label htmlFor="codigo">{t.codigo}</label>
          <input
            ref={focar}
            id="codigo"
            inputMode="none"
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            placeholder={'•'.repeat(TAMANHO_DO_CODIGO)}
            value={codigo}
            aria-invalid={pareia.isError || faltou}
            aria-describedby="codigo-erro"
            onChange={({ target: { value } }) => mudar(() => value)}
          />
          <p id="codigo-erro" role="alert" className={css.erro}>
            {faltou ? t.incompleto : pareia.error && dizer(pareia.error, t, idioma)}
          </p>
        </div>
        <Teclas
          nome={t.teclas}
          limpar={t.limpar}
          apagar={t.apagar}
          onTecla={(tecla) => {
            mudar((antes) => antes + tecla);
            if (codigo.length + 1 === TAMANHO_DO_CODIGO) enviar.current?.focus(); // with a remote control it is the next thing
          }}
          onApagar={() => mudar((antes) => antes.slice(0, -1))}
          onLimpar={() => mudar(() => '')}
        />
        <div className={css.pe}>
          <Button ref={enviar} type="submit" size="large" aria-disabled={pareia.isPending}>
            {pareia.isPending ? t.pareando : t.parear}
          </Button>
          {!obrigatorio && (
            <Button look="plain" size="large" onClick={onFim}>
              {t.agoraNao}
            </Button>
          )}
        </div>
        {emIdiomas && <Idiomas rotulo={t.idioma} idioma={idioma} escolher={setIdioma} />}
      </form>
    </main>
  );
}

/** What this screen is from now on; it begins by itself. */
function Pronto({ aparelho, t, onFim }: { aparelho: Aparelho; t: TextosDeParear; onFim(): void }) {
  useEffect(() => {
    const timer = setTimeout(onFim, FICA_MS);
    return () => clearTimeout(timer);
  }, [onFim]);
  return (
    <main className={css.pagina}>
      <div className={css.pronto} role="status">
        <Icone nome="certo" tamanho={5} />
        <h1>{t.pronto(aparelho.nome)}</h1>
        <p>{t.seguindo}</p>
        <Button size="large" onClick={onFim}>
          {t.continuar}
        </Button>
      </div>
    </main>
  );
}

/** Why the code did not work, in the language of who stands there. */
function dizer(erro: unknown, t: TextosDeParear, idioma: Idioma): string {
  if (!(erro instanceof Problema)) return t.semConexao;
  const { problemas, falhas } = textos[idioma];
  const dito = problemas[erro.codigo ?? (erro.status === 429 ? 'tentativas-demais' : 'pareamento-invalido')];
  return erro.status >= 500 || typeof dito !== 'string' ? falhas.fora : dito;
}
