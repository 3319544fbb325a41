import { categorias } from '@foodious/kernel/estados.ts';
import { useState } from 'react';
import { atualDe } from '../../../../api/problem.ts';
import { Button } from '../../../../ui/button.tsx';
import { Dialog } from '../../../../ui/dialog.tsx';
import { Field } from '../../../../ui/field.tsx';
import { Confirmar, PorSalvar } from '../../parts/confirmar.tsx';
import { Conflito } from '../../parts/conflito.tsx';
import { ErroDaAcao } from '../../parts/resposta.tsx';
import { escreverFicha, type FichaEscrita, rotulos } from '../../state/cardapio/ficha.ts';
import type { Pronta } from '../../state/cardapio/imagem.ts';
import { useDesativar, useSalvarProduto } from '../../state/cardapio/use-produtos.ts';
import type { Produto } from '../../state/tipos.ts';
import { useAviso } from '../../state/use-aviso.ts';
import { useEscrita } from '../../state/use-escrita.ts';
import { useFocoNoErro } from '../../state/use-foco-no-erro.ts';
import { useSaida } from '../../state/use-saida.ts';
import { EscolherImagem } from './escolher-imagem.tsx';
import css from './ficha.module.css';

/** Everything about a product, new or there; saved as a whole. */
export function Ficha({ produto, onFim }: { produto: Produto | null; onFim(): void }) {
  const avisar = useAviso();
  /** The product this form was written from; another one once the form has seen what somebody else saved. */
  const [de, setDe] = useState(produto);
  const [nova, setNova] = useState<Pronta | null>(null);
  const [recortando, setRecortando] = useState(false);
  const [tirando, setTirando] = useState(false);
  const salvar = useSalvarProduto(({ nome, ativo }) => {
    avisar(produto || !ativo ? `${nome} foi salvo` : `${nome} está no cardápio`);
    onFim();
  });
  const desativar = useDesativar(() => {
    avisar(`${produto?.nome} saiu do cardápio`);
    onFim();
  });
  const inicial = { ...escreverFicha(produto), ativo: true };
  const { escrita, mudar, campos, geral } = useEscrita<FichaEscrita>(inicial, salvar.error, rotulos);
  const form = useFocoNoErro(salvar.error);
  const agora = atualDe<Produto>(salvar.error);
  const sujo = JSON.stringify(escrita) !== JSON.stringify(inicial);
  const saida = useSaida(sujo, onFim);
  const campo = (nome: 'nome' | 'idCategoriaProduto' | 'descricao' | 'preco') => ({
    label: rotulos[nome],
    name: nome,
    value: escrita[nome],
    error: campos[nome],
    onChange: (event: { currentTarget: { value?: string } }) => mudar({ [nome]: event.currentTarget.value ?? '' }),
  });

  return (
    <Dialog
      open
      wide
      onClose={saida.tentar}
      title={produto ? produto.nome : 'Novo produto'}
      description={
        produto && !produto.ativo
          ? 'Está fora do cardápio. Ao salvar, volta.'
          : 'O que se salva aparece nos totens na mesma hora.'
      }
      actions={
        <>
          {produto?.ativo && (
            <Button look="danger" className={css.tirar ?? ''} onClick={() => setTirando(true)}>
              Tirar do cardápio
            </Button>
          )}
          <Button look="plain" onClick={saida.tentar}>
            Cancelar
          </Button>
          <Button type="submit" form="ficha" disabled={salvar.isPending || recortando || agora !== undefined}>
            {salvar.isPending ? 'Salvando…' : 'Salvar'}
          </Button>
        </>
      }
    >
      {de && agora && (
        <Conflito
          key={agora.versao}
          abriu={escreverFicha(de)}
          meu={escrita}
          agora={escreverFicha(agora)}
          rotulos={rotulos}
          mostrar={mostrarValor}
          ocupado={salvar.isPending}
          onEscolher={(escolhida) => {
            setDe(agora);
            mudar(escolhida);
            salvar.mutate({ de: agora, escrita: escolhida, nova });
          }}
        />
      )}
      <form
        id="ficha"
        ref={form}
        noValidate
        hidden={agora !== undefined}
        className={css.ficha}
        onSubmit={(event) => {
          event.preventDefault();
          salvar.mutate({ de, escrita, nova });
        }}
      >
        <EscolherImagem
          atual={de?.imagemUrl ?? null}
          imagem={escrita.imagem}
          nova={nova}
          onNova={(pronta) => {
            setNova(pronta);
            mudar({ imagem: pronta.url }, 'imagemBase64');
          }}
          onImagem={(imagem) => mudar({ imagem }, 'imagemBase64')}
          onRecortando={setRecortando}
          erro={campos.imagemBase64}
        />
        <div className={css.campos}>
          <Field {...campo('nome')} maxLength={255} />
          <div className={css.dois}>
            <Field
              {...campo('idCategoriaProduto')}
              render={
                <select>
                  {categorias.map(({ id, nome }) => (
                    <option key={id} value={id}>
                      {nome}
                    </option>
                  ))}
                </select>
              }
            />
            <Field {...campo('preco')} hint="Em reais, como 20,20" inputMode="decimal" />
          </div>
          <Field {...campo('descricao')} hint="Pode ficar vazia" maxLength={1000} render={<textarea rows={4} />} />
          <ErroDaAcao erro={agora ? null : geral} />
        </div>
      </form>
      <PorSalvar aberto={saida.perguntando} onSair={saida.sair} onFicar={saida.ficar} />
      {de && (
        <Confirmar
          aberto={tirando}
          titulo={`Tirar ${de.nome} do cardápio?`}
          descricao="Some dos totens na mesma hora. Fica em “Fora do cardápio”, de onde pode voltar."
          sim="Tirar do cardápio"
          nao="Deixar"
          ocupado={desativar.isPending}
          onNao={() => setTirando(false)}
          onSim={() => desativar.mutate(atualDe<Produto>(desativar.error) ?? de)}
        >
          <ErroDaAcao
            erro={
              atualDe(desativar.error)
                ? 'Outra pessoa mudou este produto enquanto ele estava aberto aqui. Tirar assim mesmo?'
                : desativar.error
            }
          />
        </Confirmar>
      )}
    </Dialog>
  );
}

/** A value of a product's form as a person reads it. */
function mostrarValor(campo: keyof FichaEscrita, valor: FichaEscrita[keyof FichaEscrita]) {
  if (campo === 'imagem') return valor ? <img src={String(valor)} alt="A imagem" /> : 'Sem imagem';
  if (campo === 'ativo') return valor ? 'No cardápio' : 'Fora do cardápio';
  if (campo === 'preco') return `R$ ${valor}`;
  if (campo === 'idCategoriaProduto') return categorias.find(({ id }) => String(id) === valor)?.nome;
  return valor || '(vazio)';
}
