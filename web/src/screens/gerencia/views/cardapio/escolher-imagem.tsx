import { useEffect, useReducer } from 'react';
import { Button } from '../../../../ui/button.tsx';
import { type Aberta, abrirImagem, fecharImagem, type Pronta, recortarImagem } from '../../state/cardapio/imagem.ts';
import css from './escolher-imagem.module.css';
import { Recortador } from './recortador.tsx';

type Estado = { abrindo: boolean; aberta: Aberta | null; arrastando: boolean; erro: string | undefined };
type Acontece =
  | { tipo: 'arrastando'; sobre: boolean }
  | { tipo: 'abrindo' }
  | { tipo: 'aberta'; aberta: Aberta }
  | { tipo: 'fechada'; erro?: string };

const parado: Estado = { abrindo: false, aberta: null, arrastando: false, erro: undefined };

function reduzir(estado: Estado, acontece: Acontece): Estado {
  switch (acontece.tipo) {
    case 'arrastando':
      return { ...estado, arrastando: acontece.sobre };
    case 'abrindo':
      return { ...estado, abrindo: true, arrastando: false, erro: undefined };
    case 'aberta':
      return { ...parado, aberta: acontece.aberta };
    case 'fechada':
      return { ...parado, erro: acontece.erro };
  }
}

/** The picture of a product: the one there is, or a file dropped or chosen, cropped to a square. */
export function EscolherImagem({
  atual,
  imagem: vista,
  nova,
  onNova,
  onImagem,
  onRecortando,
  erro: erroDoServidor,
}: {
  /** The address of the one there is. */
  atual: string | null;
  /** The address of the one the product will have. */
  imagem: string | null;
  /** The last one that was cropped here. */
  nova: Pronta | null;
  onNova(pronta: Pronta): void;
  onImagem(imagem: string | null): void;
  /** While a picture is being cropped, the form waits. */
  onRecortando(sim: boolean): void;
  erro: string | undefined;
}) {
  const [{ abrindo, aberta, arrastando, erro }, acontece] = useReducer(reduzir, parado);
  useEffect(() => () => (aberta ? fecharImagem(aberta) : undefined), [aberta]);

  async function abrir(arquivo: Blob | undefined) {
    if (!arquivo) return;
    acontece({ tipo: 'abrindo' });
    try {
      acontece({ tipo: 'aberta', aberta: await abrirImagem(arquivo) });
      onRecortando(true);
    } catch (error) {
      acontece({ tipo: 'fechada', erro: dizer(error) });
    }
  }

  async function usar(imagem: Aberta, qual: Parameters<typeof recortarImagem>[1]) {
    try {
      onNova(await recortarImagem(imagem, qual));
      acontece({ tipo: 'fechada' });
    } catch (error) {
      acontece({ tipo: 'fechada', erro: dizer(error) });
    }
    onRecortando(false);
  }

  if (aberta)
    return (
      <Recortador
        imagem={aberta}
        ocupado={abrindo}
        onUsar={(qual) => void usar(aberta, qual)}
        onDesistir={() => {
          acontece({ tipo: 'fechada' });
          onRecortando(false);
        }}
      />
    );
  return (
    <div className={css.imagem}>
      <label
        className={css.alvo}
        data-arrastando={arrastando || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          acontece({ tipo: 'arrastando', sobre: true });
        }}
        onDragLeave={() => acontece({ tipo: 'arrastando', sobre: false })}
        onDrop={(event) => {
          event.preventDefault();
          void abrir(event.dataTransfer.files[0]);
        }}
      >
        {vista && <img src={vista} alt="" className={css.vista} />}
        <span className={css.convite} data-sobre={vista !== null || undefined}>
          <strong>{vista ? 'Trocar imagem' : 'Escolher imagem'}</strong>
          {!vista && <span>ou solte um arquivo aqui</span>}
        </span>
        <input
          type="file"
          accept="image/png,image/jpeg,image/webp,image/avif"
          className="so-leitor"
          onChange={(event) => {
            void abrir(event.target.files?.[0]);
            event.target.value = ''; // the same file may be chosen again
          }}
        />
      </label>
      {nova && nova.url === vista && (
        <p className="miudo">
          {nova.tipo}, {nova.lado}×{nova.lado}, {Math.ceil(nova.bytes / 1024)} kB
        </p>
      )}
      {vista && (
        <Button look="quiet" onClick={() => onImagem(null)}>
          Tirar imagem
        </Button>
      )}
      {vista === null && atual && (
        <Button look="quiet" onClick={() => onImagem(atual)}>
          Voltar à imagem de antes
        </Button>
      )}
      <p role="alert" className={css.erro}>
        {erro ?? erroDoServidor}
      </p>
    </div>
  );
}

const dizer = (error: unknown) => (error instanceof Error ? error.message : 'A imagem não pôde ser aberta.');
