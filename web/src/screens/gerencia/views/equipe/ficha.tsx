import { PAPEIS_DA_EQUIPE } from '@foodious/contracts/scopes.ts';
import { useState } from 'react';
import { atualDe } from '../../../../api/problem.ts';
import { Button } from '../../../../ui/button.tsx';
import { Dialog } from '../../../../ui/dialog.tsx';
import { Field } from '../../../../ui/field.tsx';
import { papeis } from '../../../../ui/papeis.ts';
import { Switch } from '../../../../ui/switch.tsx';
import { PorSalvar } from '../../parts/confirmar.tsx';
import { Conflito } from '../../parts/conflito.tsx';
import formulario from '../../parts/formulario.module.css';
import { ErroDaAcao } from '../../parts/resposta.tsx';
import { type Convite, escreverPessoa, type Pessoa, type PessoaEscrita, rotulos } from '../../state/equipe/pessoa.ts';
import { useAcoesDaEquipe } from '../../state/equipe/use-equipe.ts';
import { useAviso } from '../../state/use-aviso.ts';
import { useEscrita } from '../../state/use-escrita.ts';
import { useFocoNoErro } from '../../state/use-foco-no-erro.ts';
import { useSaida } from '../../state/use-saida.ts';

/** Everything about a person, new or there; who is new is sent a link. */
export function Ficha({
  pessoa,
  onFim,
  onConvite,
}: {
  pessoa: Pessoa | null;
  onFim(): void;
  onConvite(nome: string, convite: Convite): void;
}) {
  const avisar = useAviso();
  /** The person this form was written from; another one once the form has seen what somebody else saved. */
  const [de, setDe] = useState(pessoa);
  const { convidar, salvar } = useAcoesDaEquipe();
  const acao = pessoa ? salvar : convidar;
  const inicial = escreverPessoa(pessoa);
  const { escrita, mudar, campos, geral } = useEscrita<PessoaEscrita>(inicial, acao.error, rotulos);
  const form = useFocoNoErro(acao.error);
  const agora = atualDe<Pessoa>(salvar.error);
  const saida = useSaida(JSON.stringify(escrita) !== JSON.stringify(inicial), onFim);
  const enviar = (base: Pessoa | null, escolhida: PessoaEscrita) => {
    if (!base)
      return convidar.mutate(escolhida, {
        onSuccess: ({ pessoa: nova, convite }) => onConvite(nova.nome, convite),
      });
    salvar.mutate(
      { de: base, escrita: escolhida },
      {
        onSuccess({ nome }) {
          avisar(`${nome}: salvo`);
          onFim();
        },
      },
    );
  };
  const campo = (nome: 'nome' | 'usuario' | 'email') => ({
    label: rotulos[nome],
    name: nome,
    value: escrita[nome],
    error: campos[nome],
    maxLength: 255,
    autoComplete: 'off',
    onChange: (event: { currentTarget: { value: string } }) => mudar({ [nome]: event.currentTarget.value }),
  });
  return (
    <Dialog
      open
      onClose={saida.tentar}
      title={pessoa ? pessoa.nome : 'Convidar pessoa'}
      description={
        pessoa
          ? 'O que muda vale em segundos, também onde a pessoa já entrou.'
          : 'Ela escolhe a palavra-passe por um link, que aparece aqui em seguida.'
      }
      actions={
        <>
          <Button look="plain" onClick={saida.tentar}>
            Cancelar
          </Button>
          <Button type="submit" form="pessoa" disabled={acao.isPending || agora !== undefined}>
            {acao.isPending ? 'Salvando…' : pessoa ? 'Salvar' : 'Criar convite'}
          </Button>
        </>
      }
    >
      {de && agora && (
        <Conflito
          key={agora.versao}
          abriu={escreverPessoa(de)}
          meu={escrita}
          agora={escreverPessoa(agora)}
          rotulos={rotulos}
          mostrar={mostrarValor}
          ocupado={salvar.isPending}
          onEscolher={(escolhida) => {
            setDe(agora);
            mudar(escolhida);
            enviar(agora, escolhida);
          }}
        />
      )}
      <form
        id="pessoa"
        ref={form}
        noValidate
        hidden={agora !== undefined}
        className={formulario.dialogo}
        onSubmit={(event) => {
          event.preventDefault();
          enviar(de, escrita);
        }}
      >
        <div className={formulario.campos}>
          <Field {...campo('nome')} />
          {!pessoa && (
            <Field
              {...campo('usuario')}
              hint="Com que entra, sem acento, como “ana” ou “ana.souza”. Não muda depois."
              autoCapitalize="none"
              spellCheck={false}
            />
          )}
          <fieldset className={formulario.escolha}>
            <legend>{rotulos.papel}</legend>
            {PAPEIS_DA_EQUIPE.map((papel) => (
              <label key={papel}>
                <input type="radio" name="papel" checked={escrita.papel === papel} onChange={() => mudar({ papel })} />
                <span>
                  <strong>{papeis[papel].nome}</strong>
                  <br />
                  <span className="miudo">{papeis[papel].para}</span>
                </span>
              </label>
            ))}
          </fieldset>
          <Field {...campo('email')} hint="Pode ficar vazio. Serve para o segundo fator." inputMode="email" />
          {pessoa && (
            <div>
              <Switch checked={escrita.ativo} onChange={(ativo) => mudar({ ativo })}>
                {rotulos.ativo}
              </Switch>
              <p className="miudo">
                Sem isto, sai na hora de onde estiver, e não entra mais. O que fez continua na auditoria.
              </p>
            </div>
          )}
          <ErroDaAcao erro={agora ? null : geral} />
        </div>
      </form>
      <PorSalvar aberto={saida.perguntando} onSair={saida.sair} onFicar={saida.ficar} />
    </Dialog>
  );
}

/** A value of a person's form as it is read. */
function mostrarValor(campo: keyof PessoaEscrita, valor: PessoaEscrita[keyof PessoaEscrita]) {
  if (campo === 'papel') return papeis[valor as PessoaEscrita['papel']].nome;
  if (campo === 'ativo') return valor ? 'sim' : 'não';
  return valor || '(vazio)';
}
