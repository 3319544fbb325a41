import { Button } from '../../../ui/button.tsx';
import { Icone } from '../../../ui/icone.tsx';
import { useTotem } from '../state/use-totem.ts';
import css from './teclado.module.css';

/** A touch on a key leaves the focus, and the cursor, in the field it writes to. */
const semFoco = { onPointerDown: (event: React.PointerEvent) => event.preventDefault() };

/** Numbers as on a card machine. Keys of a real keyboard go to the field itself. */
export function TecladoNumerico({
  onNumero,
  onApagar,
  onLimpar,
}: {
  onNumero(numero: string): void;
  onApagar(): void;
  onLimpar(): void;
}) {
  const { t } = useTotem();
  return (
    <fieldset className={css.teclado} aria-label={t.teclado}>
      <div className={css.numeros}>
        {['1', '2', '3', '4', '5', '6', '7', '8', '9'].map((numero) => (
          <Button key={numero} look="plain" {...semFoco} onClick={() => onNumero(numero)}>
            {numero}
          </Button>
        ))}
        <Button look="quiet" className={css.apoio ?? ''} {...semFoco} onClick={onLimpar}>
          {t.apagarTudo}
        </Button>
        <Button look="plain" {...semFoco} onClick={() => onNumero('0')}>
          0
        </Button>
        <Button look="quiet" aria-label={t.apagarNumero} {...semFoco} onClick={onApagar}>
          <Icone nome="apagar" tamanho={2} />
        </Button>
      </div>
    </fieldset>
  );
}

const LETRAS = ['qwertyuiop', 'asdfghjklç', 'zxcvbnm'];
const ACENTOS = 'áéíóúâêôãõ';
const NUMEROS = '1234567890';

/** Letters for a screen without keys: writes where the cursor of `campo` is. */
export function TecladoDeLetras({ campo, email }: { campo: () => HTMLInputElement | null; email: boolean }) {
  const { t } = useTotem();
  const escrever = (texto: string) => {
    const alvo = campo();
    if (!alvo) return;
    const [de, ate] = [alvo.selectionStart ?? alvo.value.length, alvo.selectionEnd ?? alvo.value.length];
    const comeco = !email && /(^|\s)$/.test(alvo.value.slice(0, de));
    trocar(alvo, comeco ? texto.toUpperCase() : texto, de, ate);
  };
  const apagar = () => {
    const alvo = campo();
    if (!alvo) return;
    const [de, ate] = [alvo.selectionStart ?? 0, alvo.selectionEnd ?? 0];
    trocar(alvo, '', de === ate ? Math.max(0, de - 1) : de, ate);
  };
  const tecla = (texto: string, larga = false) => (
    <Button key={texto} look="plain" className={larga ? css.larga : ''} {...semFoco} onClick={() => escrever(texto)}>
      {texto}
    </Button>
  );
  return (
    <fieldset className={css.teclado} aria-label={t.teclado}>
      <div className={css.letras}>
        <div className={css.fila}>{[...(email ? NUMEROS : ACENTOS)].map((letra) => tecla(letra))}</div>
        {LETRAS.map((fila, i) => (
          <div key={fila} className={css.fila}>
            {[...fila].map((letra) => tecla(letra))}
            {i === LETRAS.length - 1 && (
              <Button look="plain" className={css.larga} aria-label={t.apagar} {...semFoco} onClick={apagar}>
                <Icone nome="apagar" />
              </Button>
            )}
          </div>
        ))}
        <div className={css.fila}>
          {email ? (
            ['@', '.', '-', '_'].map((sinal) => tecla(sinal))
          ) : (
            <Button look="plain" className={css.larga} {...semFoco} onClick={() => escrever(' ')}>
              {t.espaco}
            </Button>
          )}
          {email
            ? ['@gmail.com', '.com.br'].map((fim) => tecla(fim, true))
            : ["'", '-', '.'].map((sinal) => tecla(sinal))}
        </div>
      </div>
    </fieldset>
  );
}

/** Writes over a part of what a field holds; who listens to the field hears of it as if it had been typed. */
function trocar(alvo: HTMLInputElement, texto: string, de: number, ate: number): void {
  alvo.setRangeText(texto, de, ate, 'end');
  alvo.dispatchEvent(new Event('input', { bubbles: true }));
}
