import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Problema } from '../../../api/problem.ts';
import { type Desafio, entrar } from '../../../api/session.ts';
import { Button } from '../../../ui/button.tsx';
import { Field } from '../../../ui/field.tsx';
import { focar } from '../../../ui/focar.ts';
import { papeis } from '../../../ui/papeis.ts';
import css from '../entrada.module.css';
import { faltaNaNova, NovaPalavraPasse } from '../parts/nova-palavra-passe.tsx';
import { Porta } from '../parts/porta.tsx';
import { SegundoFator } from '../parts/segundo-fator.tsx';
import { type Convite as DoConvite, type Resposta, usarConvite, verConvite } from '../state/convite.ts';
import { doCampo, semCampos, semConexao } from '../state/recusa.ts';

/** An invitation: the owner's at the first start, that of who begins to work here, or a new palavra-passe. Then signs in. */
export function Convite({ convite, onUsado, onFim }: { convite: string; onUsado(): void; onFim(): void }) {
  const { data, error, refetch } = useQuery({
    queryKey: ['convite'],
    queryFn: () => verConvite(convite),
    networkMode: 'always',
    retry: false,
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const [pronto, setPronto] = useState<string | null>(null);
  const [desafio, setDesafio] = useState<Desafio | null>(null);
  if (pronto !== null && data)
    return (
      <Porta titulo="Tudo pronto">
        {desafio ? (
          <SegundoFator desafio={desafio} onEntrou={onFim} onVoltar={onFim} />
        ) : (
          <>
            <p>
              Entre na tela {data.papel === 'balcao' ? 'do balcão' : 'da cozinha'} com o usuário{' '}
              <strong>{pronto}</strong> e a palavra-passe que escolheu.
            </p>
            <p className={css.motivo}>Lá, em “Minha conta”, você escolhe também um PIN, que é mais rápido.</p>
          </>
        )}
      </Porta>
    );
  if (data)
    return (
      <Porta titulo={data.primeiro ? 'Boas-vindas' : `Oi, ${data.nome}`}>
        <Ficha
          convite={convite}
          de={data}
          onUsado={async (quem) => {
            onUsado();
            // Whoever has no work here is not let in, and need not be.
            const sessao = await entrar(quem).catch(() => null);
            if (sessao && !('segundoFator' in sessao)) return onFim();
            setDesafio(sessao);
            if (sessao || data.papel !== 'gerente') setPronto(quem.usuario);
            else onFim();
          }}
        />
      </Porta>
    );
  const usado = error instanceof Problema && error.status < 500 && error.status !== 429;
  return (
    <Porta titulo={usado ? 'Este convite não vale mais' : 'Convite'}>
      <div className={css.parado} role={error ? 'alert' : undefined} aria-busy={!error}>
        {usado ? (
          <>
            <p>Já foi usado, ou passou do prazo. Peça outro a um gerente, em Gerência → Equipe.</p>
            <p>
              O gerente é você: na máquina da lanchonete, <code className={css.comando}>npm run convite</code> mostra um
              link novo.
            </p>
            <Button look="plain" onClick={onFim}>
              Já tenho conta: entrar
            </Button>
          </>
        ) : (
          error && (
            <>
              <p>{semConexao(error)}</p>
              <Button look="plain" onClick={() => void refetch()}>
                Tentar agora
              </Button>
            </>
          )
        )}
      </div>
    </Porta>
  );
}

/** Who comes says how they sign in from now on. */
function Ficha({
  convite,
  de,
  onUsado,
}: {
  convite: string;
  de: DoConvite;
  onUsado(quem: { usuario: string; senha: string }): Promise<void>;
}) {
  const [usuario, setUsuario] = useState(de.usuario ?? '');
  const [falta, setFalta] = useState<string>();
  const usar = useMutation({
    mutationFn: async ({ palavraPasse, ...resposta }: Resposta) => {
      await usarConvite(convite, { ...resposta, palavraPasse });
      await onUsado({ usuario: resposta.usuario ?? usuario, senha: palavraPasse });
    },
    networkMode: 'always',
    gcTime: 0,
  });
  return (
    <form
      className={css.formulario}
      onSubmit={(event) => {
        event.preventDefault();
        const dados = new FormData(event.currentTarget);
        const texto = (nome: string) => String(dados.get(nome) ?? '').trim();
        setFalta(faltaNaNova(dados));
        if (faltaNaNova(dados) || usar.isPending) return;
        const palavraPasse = String(dados.get('nova'));
        const email = texto('email');
        usar.mutate(
          de.primeiro
            ? { nome: texto('nome'), usuario: texto('usuario'), ...(email && { email }), palavraPasse }
            : { palavraPasse },
        );
      }}
    >
      {de.primeiro ? (
        <>
          <p>Esta é a sua conta de gerente: com ela você entra na gerência e convida a equipe.</p>
          <Field
            label="Seu nome"
            name="nome"
            required
            maxLength={255}
            autoComplete="name"
            error={doCampo(usar.error, 'nome')}
            ref={focar}
          />
          <Field
            label="Usuário"
            hint="O nome com que você entra, sem acento, como “ana” ou “ana.souza”."
            name="usuario"
            required
            minLength={3}
            maxLength={40}
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            value={usuario}
            error={doCampo(usar.error, 'usuario')}
            onChange={(event) => setUsuario(event.currentTarget.value)}
          />
          <Field
            label="E-mail"
            hint="Pode ficar vazio. Serve para o código do segundo fator."
            name="email"
            type="email"
            maxLength={255}
            autoComplete="email"
            error={doCampo(usar.error, 'email')}
          />
        </>
      ) : (
        <>
          <p>
            Escolha a sua palavra-passe. Você entra como <strong>{de.usuario}</strong> ({papeis[de.papel].nome}).
          </p>
          {/* What keeps passwords learns whose this one is. */}
          <input hidden readOnly autoComplete="username" value={usuario} />
        </>
      )}
      <NovaPalavraPasse usuario={usuario} erro={doCampo(usar.error, 'palavraPasse')} />
      <p role="alert" className={css.recusa}>
        {falta ?? semCampos(usar.error, 'nome', 'usuario', 'email', 'palavraPasse')}
      </p>
      <Button type="submit" size="large" aria-disabled={usar.isPending}>
        {usar.isPending ? 'Salvando…' : 'Salvar e entrar'}
      </Button>
    </form>
  );
}
