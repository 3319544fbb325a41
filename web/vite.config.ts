import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { screens } from '@foodious/contracts/screens.ts';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { ehTela, type Tela, telas } from './src/api/telas.ts';

const nomes = Object.keys(screens).filter(ehTela);

/** Every screen is a page of its own, so that each loads only what it needs; all are made of `tela.html`. */
function pagina(tela: Tela): string {
  const { titulo, pasta, tema } = telas[tela];
  return readFileSync(join(import.meta.dirname, 'tela.html'), 'utf8')
    .replaceAll('%tela%', tela)
    .replaceAll('%titulo%', titulo)
    .replaceAll('%pasta%', pasta)
    .replaceAll('%tema%', tema);
}

/** The pages that are not in the folder: to the build they are files, to the development server answers. */
const paginas: Plugin = {
  name: 'paginas',
  resolveId: (id) => (nomes.some((tela) => id === `${tela}.html`) ? join(import.meta.dirname, id) : null),
  load: (id) => {
    const tela = nomes.find((nome) => id === join(import.meta.dirname, `${nome}.html`));
    return tela ? pagina(tela) : null;
  },
  configureServer: (server) => () => {
    server.middlewares.use(async (request, response, next) => {
      const caminho = request.originalUrl ?? '/';
      const tela = caminho.split(/[/?]/)[1];
      if (!ehTela(tela)) return next();
      response.setHeader('content-type', 'text/html');
      response.end(await server.transformIndexHtml(caminho, pagina(tela)));
    });
  },
};

/** Text is compressed once, at the build, not at every request. */
const compressed: Plugin = {
  name: 'compressed',
  apply: 'build',
  writeBundle({ dir = '' }) {
    const files = readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((file) =>
      /\.(js|css|svg)$/.test(file),
    );
    for (const file of files) {
      const bytes = readFileSync(join(dir, file));
      writeFileSync(join(dir, `${file}.br`), brotliCompressSync(bytes));
      writeFileSync(join(dir, `${file}.gz`), gzipSync(bytes));
    }
  },
};

/** The letters are asked for with the page, not when the first style asks: nothing moves when they come. */
const preloadedFont: Plugin = {
  name: 'preloaded-font',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler: (_, { bundle = {} }) =>
      Object.keys(bundle)
        .filter((file) => file.endsWith('.woff2'))
        .map((file) => ({
          tag: 'link',
          attrs: { rel: 'preload', as: 'font', type: 'font/woff2', crossorigin: true, href: `/${file}` },
        })),
  },
};

const gateway = process.env.GATEWAY_URL ?? 'http://127.0.0.1:8080';

export default defineConfig({
  appType: 'mpa',
  plugins: [react(), paginas, preloadedFont, compressed],
  build: {
    assetsDir: 'telas',
    target: 'es2023',
    manifest: 'manifest.json',
    assetsInlineLimit: 0, // the content security policy allows our own files, and nothing inline
    modulePreload: { polyfill: false },
    rolldownOptions: { input: ['index.html', 'nada.html', ...nomes.map((tela) => `${tela}.html`)] },
  },
  optimizeDeps: { entries: ['src/screens/*/main.tsx'] },
  server: {
    // `npm run dev -w web` beside a running system.
    proxy: { '^/([\\w-]+/(api|sessao)|imagens)': { target: gateway, ws: true } },
  },
});
