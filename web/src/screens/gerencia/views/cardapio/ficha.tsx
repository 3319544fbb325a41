import { categorias } from '@foodious/kernel/estados.ts';
import { useState } from 'react';
import { Button } from '../../../../ui/button.tsx';
import { Dialog } from '../../../../ui/dialog.tsx';
import { Field } from '../../../../ui/field.tsx';
import { ErroDaAcao } from '../../parts/resposta.tsx';
import { escreverReais, lerReais } from '../../state/cardapio/preco.ts';
import { useDesativar, useSalvarProduto } from '../../state/cardapio/use-produtos.ts';
import { errosDoFormulario } from '../../state/erros.ts';
import type { FichaProduto, Produto } from '../../state/tipos.ts';
import { useAviso } from '../../state/use-aviso.ts';
import { useFocoNoErro } from '../../state/use-foco-no-erro.ts';
import { type Escolha, EscolherImagem } from './escolher-imagem.tsx';
import css from './ficha.module.css';

const rotulos = {
  nome: 'Nome',
  idCategoriaProduto: 'Categoria',
  descricao: 'Descrição',
  preco: 'Preço',
  imagemBase64: 'Imagem',
};

/** Everything about a product, new or there; saved as a whole. */
export function Ficha({ produto, onFim }: { produto: Produto | null; onFim(): void }) {
  const avisar = useAviso();
  const [escolha, setEscolha] = useState<Escolha>({ tipo: 'mantida' });
  const [recortando, setRecortando] = useState(false);
  const salvar = useSalvarProduto(({ nome }) => {
    avisar(produto ? `${nome} foi salvo` : `${nome} está no cardápio`);
    onFim();
  });
  const desativar = useDesativar(() => {
    avisar(`${produto?.nome} saiu do cardápio`);
    onFim();
  });
  const { campos, geral } = errosDoFormulario(salvar.error, rotulos);
  const form = useFocoNoErro(salvar.error);

  function enviar(dados: FormData) {
    const texto = (nome: string) => String(dados.get(nome) ?? '');
    const preco = lerReais(texto('preco'));
    const ficha: FichaProduto = {
      nome: texto('nome'),
      idCategoriaProduto: Number(texto('idCategoriaProduto')),
      descricao: texto('descricao'),
      preco: preco ?? Number.NaN,
      ativo: true,
      // What is not named stays as it is.
      ...(escolha.tipo === 'nova' ? { imagemBase64: escolha.pronta.base64 } : {}),
      ...(escolha.tipo === 'sem' ? { imagemBase64: null } : {}),
    };
    salvar.mutate({ id: produto?.id, ficha });
  }

  return (
    <Dialog
      open
      wide
      onClose={onFim}
      title={produto ? produto.nome : 'Novo produto'}
      description={
        produto && !produto.ativo
          ? 'Está fora do cardápio. Ao salvar, volta.'
          : 'O que se salva aparece nos totens na mesma hora.'
      }
      actions={
        <>
          {produto?.ativo && (
            <Button
              look="danger"
              className={css.tirar ?? ''}
              disabled={desativar.isPending}
              onClick={() => desativar.mutate(produto.id)}
            >
              Tirar do cardápio
            </Button>
          )}
          <Button look="plain" onClick={onFim}>
            Cancelar
          </Button>
          <Button type="submit" form="ficha" disabled={salvar.isPending || recortando}>
            {salvar.isPending ? 'Salvando…' : 'Salvar'}
          </Button>
        </>
      }
    >
      <form
        id="ficha"
        ref={form}
        noValidate
        className={css.ficha}
        onSubmit={(event) => {
          event.preventDefault();
          enviar(new FormData(event.currentTarget));
        }}
      >
        <EscolherImagem
          atual={produto?.imagemUrl ?? null}
          escolha={escolha}
          onEscolha={setEscolha}
          onRecortando={setRecortando}
          erro={campos.imagemBase64}
        />
        <div className={css.campos}>
          <Field label="Nome" name="nome" defaultValue={produto?.nome} maxLength={255} error={campos.nome} />
          <div className={css.dois}>
            <Field
              label="Categoria"
              name="idCategoriaProduto"
              defaultValue={String(produto?.idCategoriaProduto ?? 1)}
              error={campos.idCategoriaProduto}
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
            <Field
              label="Preço"
              hint="Em reais, como 20,20"
              name="preco"
              inputMode="decimal"
              defaultValue={produto ? escreverReais(produto.preco) : ''}
              error={campos.preco}
            />
          </div>
          <Field
            label="Descrição"
            name="descricao"
            defaultValue={produto?.descricao}
            maxLength={1000}
            error={campos.descricao}
            render={<textarea rows={4} />}
          />
          <ErroDaAcao erro={geral ?? desativar.error} />
        </div>
      </form>
    </Dialog>
  );
}
