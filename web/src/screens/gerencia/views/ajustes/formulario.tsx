import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useReducer } from 'react';
import { api, body } from '../../../../api/client.ts';
import { Button } from '../../../../ui/button.tsx';
import { Field } from '../../../../ui/field.tsx';
import { Switch } from '../../../../ui/switch.tsx';
import { Secao } from '../../parts/pagina.tsx';
import { ErroDaAcao } from '../../parts/resposta.tsx';
import { CHAVE, type Escrito, escrever, ler, rotulos } from '../../state/ajustes/campos.ts';
import { errosDoFormulario } from '../../state/erros.ts';
import type { Ajustes } from '../../state/tipos.ts';
import { useAviso } from '../../state/use-aviso.ts';
import { useFocoNoErro } from '../../state/use-foco-no-erro.ts';
import css from './ajustes.module.css';

type Texto = Exclude<keyof Escrito, 'som' | 'fala'>;

/** All of it is saved at once; what the API does not take is said at its field. */
export function Formulario({ atuais }: { atuais: Ajustes }) {
  const client = useQueryClient();
  const avisar = useAviso();
  const [escrito, mudar] = useReducer(
    (antes: Escrito, muda: Partial<Escrito>): Escrito => ({ ...antes, ...muda }),
    atuais,
    escrever,
  );
  const salvar = useMutation({
    mutationFn: (novos: Ajustes) => body(api.PUT('/v2/ajustes', { body: novos })),
    onSuccess(salvos) {
      client.setQueryData(CHAVE, salvos);
      mudar(escrever(salvos));
      avisar('Ajustes salvos');
    },
  });
  const { campos, geral } = errosDoFormulario(salvar.error, rotulos);
  const form = useFocoNoErro(salvar.error);
  const igual = JSON.stringify(escrito) === JSON.stringify(escrever(atuais));
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
  return (
    <form
      ref={form}
      noValidate
      className={css.formulario}
      onSubmit={(event) => {
        event.preventDefault();
        salvar.mutate(ler(escrito));
      }}
    >
      <Secao titulo="Lanchonete">
        <div className={css.nome}>{campo('lanchonete', 'Como as telas chamam a casa.', false)}</div>
      </Secao>
      <Secao titulo="Totem">
        <div className={css.tres}>
          {campo('ociosoS', 'Parado por tanto tempo, o totem pergunta se ainda há alguém.')}
          {campo('avisoS', 'Sem resposta por tanto tempo, ele esquece o pedido e recomeça.')}
          {campo('pixOciosoS', 'O mesmo, mas enquanto alguém paga: no celular leva mais tempo.')}
        </div>
      </Secao>
      <Secao titulo="Cozinha">
        <div className={css.tres}>
          {campo('amareloMin', 'Daqui em diante a comanda pede atenção.')}
          {campo('vermelhoMin', 'Daqui em diante ela está atrasada demais.')}
          {campo('voltarMin', 'Até lá a cozinha pode desfazer o que fez, também uma entrega.')}
          {campo('recolherMin', 'O que está pronto há tanto sai sozinho das telas da cozinha e do painel.')}
        </div>
      </Secao>
      <Secao titulo="Painel">
        <div className={css.chaves}>
          <div>
            <Switch checked={escrito.som} onChange={(som) => mudar({ som })}>
              {rotulos.som}
            </Switch>
            <p className="miudo">Duas notas quando uma senha fica pronta.</p>
          </div>
          <div>
            <Switch checked={escrito.fala} onChange={(fala) => mudar({ fala })}>
              {rotulos.fala}
            </Switch>
            <p className="miudo">O painel diz o número em voz alta, para quem não olha.</p>
          </div>
        </div>
      </Secao>
      <ErroDaAcao erro={geral} />
      <div className={css.pe}>
        <p className="miudo">{igual ? 'Tudo está salvo.' : 'Há mudanças por salvar.'}</p>
        {!igual && (
          <Button look="quiet" onClick={() => mudar(escrever(atuais))}>
            Desfazer
          </Button>
        )}
        <Button type="submit" disabled={salvar.isPending}>
          {salvar.isPending ? 'Salvando…' : 'Salvar ajustes'}
        </Button>
      </div>
    </form>
  );
}
