import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../../../ui/button.tsx';
import { Field } from '../../../../ui/field.tsx';
import { Switch } from '../../../../ui/switch.tsx';
import { PorSalvar } from '../../parts/confirmar.tsx';
import { Conflito } from '../../parts/conflito.tsx';
import { Secao } from '../../parts/pagina.tsx';
import { ErroDaAcao } from '../../parts/resposta.tsx';
import { CHAVE, type Escrito, escrever, rotulos, unicoMeio } from '../../state/ajustes/campos.ts';
import { type AjustesLidos, ajustesDe, salvarAjustes } from '../../state/ajustes/salvar.ts';
import { useAviso } from '../../state/use-aviso.ts';
import { useEscrita } from '../../state/use-escrita.ts';
import { useFocoNoErro } from '../../state/use-foco-no-erro.ts';
import { useSaida } from '../../state/use-saida.ts';
import css from './ajustes.module.css';

type Chave = 'som' | 'fala' | 'pix' | 'balcao';
type Texto = Exclude<keyof Escrito, Chave>;

/** All of it is saved at once; what the API does not take is said at its field. */
export function Formulario({ atuais }: { atuais: AjustesLidos }) {
  const client = useQueryClient();
  const avisar = useAviso();
  /** The settings this form was written from: what others save meanwhile waits until this one is saved, or undone. */
  const [de, setDe] = useState(atuais);
  const salvar = useMutation({
    mutationFn: salvarAjustes,
    onSuccess(salvos) {
      client.setQueryData(CHAVE, salvos);
      abrir(salvos);
      avisar('Ajustes salvos');
    },
    onError: () => client.invalidateQueries({ queryKey: CHAVE }),
  });
  const { escrita: escrito, mudar, campos, geral } = useEscrita<Escrito>(escrever(de.ajustes), salvar.error, rotulos);
  const form = useFocoNoErro(salvar.error);
  const igual = JSON.stringify(escrito) === JSON.stringify(escrever(de.ajustes));
  const agora = ajustesDe(salvar.error);
  const abrir = (lidos: AjustesLidos) => {
    setDe(lidos);
    mudar(escrever(lidos.ajustes));
  };
  if (igual && atuais.etag !== de.etag && !salvar.isPending && !agora) abrir(atuais);
  const saida = useSaida(!igual);
  const campo = (nome: Texto, hint: string, numero = true) => (
    <Field
      label={rotulos[nome]}
      hint={hint}
      value={escrito[nome]}
      error={campos[nome]}
      autoComplete="off"
      {...(numero ? { inputMode: 'numeric' as const } : {})}
      onChange={(event) => mudar({ [nome]: event.currentTarget.value })}
    />
  );
  const chave = (nome: Chave, hint: string, fixa = false) => (
    <div>
      <Switch checked={escrito[nome]} disabled={fixa} onChange={(ligada) => mudar({ [nome]: ligada })}>
        {rotulos[nome]}
      </Switch>
      <p className="miudo">{hint}</p>
    </div>
  );
  return (
    <form
      ref={form}
      noValidate
      className={css.formulario}
      onSubmit={(event) => {
        event.preventDefault();
        salvar.mutate({ de, escrito });
      }}
    >
      <Secao titulo="Lanchonete">
        <div className={css.nome}>
          {campo(
            'lanchonete',
            'Aparece no totem, no painel, na entrada, na página que o cliente acompanha e nos e-mails.',
            false,
          )}
        </div>
      </Secao>
      <Secao titulo="Formas de pagamento">
        <p>O que o totem oferece. Ao menos uma fica ligada.</p>
        <div className={css.chaves}>
          {chave('pix', 'O totem mostra um código, e o cliente paga pelo celular.', unicoMeio(escrito, 'pix'))}
          {chave(
            'balcao',
            'O cliente paga no caixa, em dinheiro ou no cartão; só então a cozinha recebe o pedido.',
            unicoMeio(escrito, 'balcao'),
          )}
        </div>
      </Secao>
      <Secao titulo="Totem">
        <div className={css.tres}>
          {campo('ociosoS', 'Parado por tanto tempo, o totem pergunta se ainda há alguém.')}
          {campo('avisoS', 'Sem resposta por tanto tempo, ele esquece o pedido e recomeça.')}
          {campo('pixOciosoS', 'O mesmo, mas enquanto alguém paga: no celular leva mais tempo.')}
        </div>
      </Secao>
      <Secao titulo="Cozinha">
        <div className={css.dois}>
          {campo('amareloMin', 'Daqui em diante a comanda pede atenção.')}
          {campo('vermelhoMin', 'Daqui em diante ela está atrasada demais.')}
          {campo('voltarMin', 'Por este tempo a cozinha pode voltar atrás, mesmo numa entrega.')}
          {campo('recolherMin', 'Quem não veio buscar: some da cozinha e do painel, e continua em Pedidos.')}
        </div>
      </Secao>
      <Secao titulo="Painel">
        <div className={css.chaves}>
          {chave('som', 'Duas notas quando uma senha fica pronta.')}
          {chave('fala', 'O painel diz o número em voz alta, para quem não olha.')}
        </div>
      </Secao>
      {agora && (
        <Conflito
          key={agora.etag}
          abriu={escrever(de.ajustes)}
          meu={escrito}
          agora={escrever(agora.ajustes)}
          rotulos={rotulos}
          ocupado={salvar.isPending}
          onEscolher={(escolhido) => {
            setDe(agora);
            mudar(escolhido);
            salvar.mutate({ de: agora, escrito: escolhido });
          }}
        />
      )}
      <ErroDaAcao erro={agora ? null : geral} />
      <PorSalvar aberto={saida.perguntando} onSair={saida.sair} onFicar={saida.ficar} />
      <div className={css.pe}>
        <p className="miudo">{igual ? 'Tudo está salvo.' : 'Há mudanças por salvar.'}</p>
        {!igual && (
          <Button
            look="quiet"
            onClick={() => {
              salvar.reset();
              abrir(agora ?? atuais);
            }}
          >
            Desfazer
          </Button>
        )}
        <Button type="submit" disabled={salvar.isPending || agora !== undefined}>
          {salvar.isPending ? 'Salvando…' : 'Salvar ajustes'}
        </Button>
      </div>
    </form>
  );
}
