import { useCallback, useEffect, useRef, useState } from 'react';
import { api, body } from '../../../api/client.ts';
import { follow } from '../../../api/live.ts';
import { type Cardapio, lerCardapio } from './cardapio.ts';

/** The live menu; `renovar` asks for it once more, for when an answer of the API knew better than the stream so far. */
export function useCardapioVivo(): { cardapio: Cardapio | undefined; live: boolean; renovar(): void } {
  const [cardapio, setCardapio] = useState<Cardapio>();
  const [live, setLive] = useState(false);
  const noticias = useRef(0);

  useEffect(() => {
    const parar = new AbortController();
    void follow(
      '/v2/cardapio/eventos',
      {
        onEvent(...noticia) {
          noticias.current += 1;
          setCardapio((atual) => lerCardapio(atual, ...noticia));
        },
        onLive: setLive,
      },
      parar.signal,
    );
    return () => parar.abort();
  }, []);

  const renovar = useCallback(() => {
    const antes = noticias.current;
    body(api.GET('/v2/cardapio')).then(
      // News that came meanwhile is newer than this answer may be.
      (novo) => noticias.current === antes && setCardapio(novo),
      (error: unknown) => console.warn('the stream will tell', error),
    );
  }, []);

  return { cardapio, live, renovar };
}
