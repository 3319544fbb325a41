import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { NINGUEM, type Sessao } from '../../api/session.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import css from './conta.module.css';
import { faltaNaNova, NovaPalavraPasse } from './parts/nova-palavra-passe.tsx';
import { PalavraPasse } from './parts/palavra-passe.tsx';
import { mudarPalavraPasse, mudarPin } from './state/conta.ts';
import { doCampo, semCampos } from './state/recusa.ts';

/** What somebody who works here changes of their own: the palavra-passe, and the PIN. */
export function Conta({ pessoa }: { pessoa: Sessao['pessoa'] }) {
  if (!pessoa)
    return (
      <p className={css.cartao}>
        Você entrou com uma conta do primeiro início, que está no arquivo credenciais.json. Ela não se muda aqui: crie a
        sua em Equipe.
      </p>
    );
  return (
    <div className={css.conta}>
      <DaPalavraPasse />
      <DoPin />
    </div>
  );
}

function DaPalavraPasse() {
  const form = useRef<HTMLFormElement>(null);
  const [vez, setVez] = useState(0);
  const [falta, setFalta] = useState<string>();
  const mudar = useMutation({
    mutationFn: mudarPalavraPasse,
    gcTime: 0,
    onSuccess() {
      form.current?.reset();
      setVez(vez + 1);
      dispatchEvent(new Event(NINGUEM)); // it ended every session of theirs, this one too
    },
  });
  return (
    <form
      ref={form}
      className={css.cartao}
      aria-labelledby="conta-palavra-passe"
      onSubmit={(event) => {
        event.preventDefault();
        const dados = new FormData(event.currentTarget);
        setFalta(faltaNaNova(dados));
        if (!faltaNaNova(dados)) mudar.mutate({ atual: String(dados.get('atual')), nova: String(dados.get('nova')) });
      }}
    >
      <h2 id="conta-palavra-passe">Palavra-passe</h2>
      <Field
        label="A de agora"
        name="atual"
        type="password"
        required
        maxLength={255}
        autoComplete="current-password"
        error={doCampo(mudar.error, 'atual')}
      />
      <NovaPalavraPasse key={vez} usuario="" erro={doCampo(mudar.error, 'nova')} />
      <p role="alert" className={css.recusa}>
        {falta ?? semCampos(mudar.error, 'atual', 'nova')}
      </p>
      <p className="miudo">Depois de trocar, entre de novo: aqui, e onde mais estiver.</p>
      <Button type="submit" disabled={mudar.isPending}>
        {mudar.isPending ? 'Trocando…' : 'Trocar palavra-passe'}
      </Button>
    </form>
  );
}

function DoPin() {
  const form = useRef<HTMLFormElement>(null);
  const mudar = useMutation({
    mutationFn: mudarPin,
    gcTime: 0,
    onSuccess: () => form.current?.reset(),
  });
  const palavraPasse = () => String(new FormData(form.current ?? undefined).get('palavraPasse'));
  return (
    <form
      ref={form}
      className={css.cartao}
      aria-labelledby="conta-pin"
      onSubmit={(event) => {
        event.preventDefault();
        const pin = String(new FormData(event.currentTarget).get('pin'));
        mudar.mutate({ palavraPasse: palavraPasse(), pin });
      }}
    >
      <h2 id="conta-pin">PIN</h2>
      <p>Para entrar depressa na cozinha e no balcão, só em aparelhos pareados. Não pode ser óbvio, como 1234.</p>
      <Field
        label="PIN novo"
        hint="De 4 a 6 números"
        name="pin"
        type="password"
        inputMode="numeric"
        required
        pattern="\d{4,6}"
        maxLength={6}
        autoComplete="off"
        error={doCampo(mudar.error, 'pin')}
      />
      <PalavraPasse
        label="Sua palavra-passe"
        name="palavraPasse"
        autoComplete="current-password"
        error={doCampo(mudar.error, 'palavraPasse')}
      />
      <p role="alert" className={css.recusa}>
        {semCampos(mudar.error, 'pin', 'palavraPasse')}
      </p>
      <p role="status">{mudar.data && (mudar.data.pin === null ? 'Você não tem mais PIN.' : 'PIN salvo.')}</p>
      <div className={css.acoes}>
        <Button type="submit" disabled={mudar.isPending}>
          Salvar PIN
        </Button>
        <Button
          look="plain"
          disabled={mudar.isPending}
          onClick={() => mudar.mutate({ palavraPasse: palavraPasse(), pin: null })}
        >
          Ficar sem PIN
        </Button>
      </div>
    </form>
  );
}
