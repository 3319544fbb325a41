import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { Component, type ReactNode, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { passageiro } from '../api/problem.ts';
import { idiomaDe } from '../i18n/idiomas.ts';
import { Button } from './button.tsx';
import { soToquesVistos } from './toques.ts';

/** How long a broken screen waits before it starts over by itself: nobody stands behind a board or a totem. */
const RELOAD_MS = 10_000;

/** What a broken screen says, in the language it spoke until then. */
const QUEBRADA = {
  pt: ['Algo não deu certo', 'A tela recomeça em instantes.', 'Recomeçar agora'],
  en: ['Something went wrong', 'The screen starts over in a moment.', 'Start over now'],
  es: ['Algo salió mal', 'La pantalla vuelve a empezar en unos instantes.', 'Empezar ahora'],
} as const;

/**
 * Puts a screen on the page, with the cache of what it asks and a way out of whatever breaks.
 * @param onBroken called before a broken screen starts over: what it kept may be what broke it
 */
export function mount(screen: ReactNode, onBroken = () => {}): void {
  const client = new QueryClient({
    defaultOptions: {
      queries: { retry: (failures, error) => failures < 2 && passageiro(error), staleTime: 5_000 },
      mutations: { retry: false },
    },
  });
  const root = document.getElementById('tela');
  if (!root) throw new Error('the page has no #tela');
  soToquesVistos();
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <Net onBroken={onBroken}>{screen}</Net>
      </QueryClientProvider>
    </StrictMode>,
  );
}

/** Catches what a screen did not expect: says so, and starts it over. */
class Net extends Component<{ children: ReactNode; onBroken(): void }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override componentDidCatch(error: unknown) {
    console.error(error);
    this.props.onBroken();
    setTimeout(() => location.reload(), RELOAD_MS);
  }

  override render() {
    if (!this.state.broken) return this.props.children;
    const [titulo, texto, recomecar] = QUEBRADA[idiomaDe(document.documentElement.lang) ?? 'pt'];
    return (
      <main style={{ display: 'grid', placeContent: 'center', gap: '1rem', minHeight: '100dvh', textAlign: 'center' }}>
        <h1>{titulo}</h1>
        <p>{texto}</p>
        <Button onClick={() => location.reload()}>{recomecar}</Button>
      </main>
    );
  }
}
