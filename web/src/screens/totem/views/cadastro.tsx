import { VERSAO_ATUAL } from '@foodious/contracts/consentimentos.ts';
import { nomeConfere } from '@foodious/kernel/nome.ts';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { api, body } from '../../../api/client.ts';
import { Problema } from '../../../api/problem.ts';
import { identificar } from '../../../api/session.ts';
import { dizerProblema } from '../../../i18n/problemas.ts';
import { Field } from '../../../ui/field.tsx';
import { Acao } from '../parts/acao.tsx';
import { TecladoDeLetras } from '../parts/teclado.tsx';
import { Tela } from '../parts/tela.tsx';
import { comoNome } from '../state/nome.ts';
import { SESSAO } from '../state/sessao.ts';
import { useTotem } from '../state/use-totem.ts';
import css from './identificacao.module.css';

const EMAIL = /^\S+@\S+\.\S+$/;

/** Name and e-mail of who is new; the CPF was typed already. */
export function Cadastro() {
  const { estado, dispatch, t, pausado } = useTotem();
  const { cpf } = estado;
  const [nome, setNome] = useState('');
  const [email, setEmail] = useState('');
  const [aceitaMarketing, setAceita] = useState(false);
  const [campo, setCampo] = useState<'nome' | 'email'>('nome');
  const [tentou, setTentou] = useState(false);
  const campos = { nome: useRef<HTMLInputElement>(null), email: useRef<HTMLInputElement>(null) };

  const { nome: primeiro } = campos;
  useEffect(() => primeiro.current?.focus(), [primeiro]);

  const cadastrar = useMutation({
    async mutationFn() {
      const corpo = {
        nome: nome.trim(),
        email: email.trim(),
        cpf,
        aceitaMarketing,
        versaoMarketing: VERSAO_ATUAL.marketing,
      };
      await body(api.POST('/v2/cliente', { body: corpo })).catch((error: unknown) => {
        // Registered already: an answer that was lost, or at another totem just now.
        if (!(error instanceof Problema && error.codigo === 'cpf-tomado')) throw error;
      });
      return identificar(cpf);
    },
    scope: SESSAO,
    gcTime: 0,
    networkMode: 'always',
    onSuccess: ({ cliente }) => dispatch({ tipo: 'reconhecido', cliente }),
  });
  const { error, isPending } = cadastrar;
  const recusado = (campo: string) => error instanceof Problema && error.erros.some((um) => um.campo === campo);
  const porque = (campo: string, semCodigo: string) =>
    recusado(campo) ? (error instanceof Problema && error.codigo ? dizerProblema(t, error) : semCodigo) : undefined;
  const semNome = nome.trim() === '' ? t.nomeVazio : !nomeConfere(nome) && t.nomeErrado;
  const erros = {
    nome: (tentou && semNome) || porque('nome', t.nomeErrado),
    email: tentou && !EMAIL.test(email.trim()) ? t.emailErrado : porque('email', t.emailErrado),
  };
  const geral = error && !recusado('nome') && !recusado('email') && dizerProblema(t, error);

  const enviar = () => {
    setTentou(true);
    if (semNome) return campos.nome.current?.focus();
    if (!EMAIL.test(email.trim())) return campos.email.current?.focus();
    if (!pausado && !isPending) cadastrar.mutate();
  };
  const comum = (qual: 'nome' | 'email') => ({
    ref: campos[qual],
    name: qual,
    error: erros[qual],
    autoComplete: 'off',
    inputMode: modoDeEntrada(),
    onFocus: () => setCampo(qual),
  });

  return (
    <Tela
      centro
      foco={false}
      titulo={t.cadastroTitulo}
      rodape={
        <div className={css.pe}>
          <TecladoDeLetras email={campo === 'email'} campo={() => campos[campo].current} />
          <Acao esperando={isPending} onClick={enviar}>
            {isPending ? t.conferindo : t.concluir}
          </Acao>
        </div>
      }
    >
      <form
        className={css.form}
        noValidate
        autoComplete="off"
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          enviar();
        }}
      >
        <Field
          {...comum('nome')}
          label={t.nome}
          value={nome}
          onChange={(event) => setNome(comoNome(event.target.value))}
        />
        <Field
          {...comum('email')}
          label={t.email}
          value={email}
          autoCapitalize="none"
          spellCheck={false}
          onChange={(event) => setEmail(event.target.value)}
        />
        <label className={css.oferta}>
          <input type="checkbox" checked={aceitaMarketing} onChange={(event) => setAceita(event.target.checked)} />
          {t.ofertas}
        </label>
        <p className={css.miudo}>{t.privacidade}</p>
        <p role="alert" className={css.erro}>
          {geral}
        </p>
        <button type="submit" hidden />
      </form>
    </Tela>
  );
}

/** Where our keyboard is shown, that of the device stays down. */
const modoDeEntrada = (): 'none' | 'text' => (matchMedia('(width >= 45em)').matches ? 'none' : 'text');
