import { LETRAS_DO_CODIGO } from '@foodious/contracts/aparelhos.ts';
import { useEffect, useRef } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Icone } from '../../../ui/icone.tsx';
import css from './teclas.module.css';

/** A touch on a key leaves the focus, and the cursor, in the field it writes to. */
const semFoco = { onPointerDown: (event: React.PointerEvent) => event.preventDefault() };

/** The keys of a pairing code. The arrows of a keyboard, or of a remote control, go from key to key. */
export function Teclas({
  nome,
  limpar,
  apagar,
  onTecla,
  onApagar,
  onLimpar,
}: {
  nome: string;
  limpar: string;
  apagar: string;
  onTecla(tecla: string): void;
  onApagar(): void;
  onLimpar(): void;
}) {
  const grade = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const andar = (event: KeyboardEvent) => {
      if (!grade.current || !(event.key in PARA)) return;
      const teclas = [...grade.current.querySelectorAll('button')];
      const colunas = getComputedStyle(grade.current).gridTemplateColumns.split(' ').length;
      const [dx, dy] = PARA[event.key as keyof typeof PARA];
      const aqui = teclas.findIndex((tecla) => tecla.matches(':focus'));
      // From the field above, down leads to the first; left and right stay in it.
      const primeira = dy > 0 ? teclas[0] : undefined;
      const abaixoDoFim = dy > 0 ? naUltima(teclas, aqui) : undefined;
      const alvo = aqui < 0 ? primeira : (teclas[aqui + dx + dy * colunas] ?? abaixoDoFim);
      if (!alvo) return;
      event.preventDefault();
      alvo.focus();
    };
    addEventListener('keydown', andar);
    return () => removeEventListener('keydown', andar);
  }, []);
  return (
    <fieldset className={css.teclas} aria-label={nome}>
      <div ref={grade} className={css.grade}>
        {[...LETRAS_DO_CODIGO].map((tecla) => (
          <Button key={tecla} look="plain" {...semFoco} onClick={() => onTecla(tecla)}>
            {tecla}
          </Button>
        ))}
        <Button look="quiet" className={css.larga ?? ''} {...semFoco} onClick={onLimpar}>
          {limpar}
        </Button>
        <Button look="quiet" className={css.larga ?? ''} aria-label={apagar} {...semFoco} onClick={onApagar}>
          <Icone nome="apagar" tamanho={1.75} />
        </Button>
      </div>
    </fieldset>
  );
}

/** Where down leads from above the end of a last row that is not full: to its last key. */
function naUltima(teclas: readonly HTMLElement[], aqui: number): HTMLElement | undefined {
  const ultima = teclas.at(-1);
  return ultima && ultima.offsetTop > (teclas[aqui]?.offsetTop ?? 0) ? ultima : undefined;
}

const PARA = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] } as const;
