import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Every screen is a page of its own, so that each loads only what it needs. */
export const telas = ['totem', 'painel', 'cozinha', 'gerencia', 'p'] as const;

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
  plugins: [react(), preloadedFont, compressed],
  build: {
    assetsDir: 'telas',
    target: 'es2023',
    manifest: 'manifest.json',
    assetsInlineLimit: 0, // the content security policy allows our own files, and nothing inline
    modulePreload: { polyfill: false },
    rolldownOptions: { input: ['index.html', ...telas.map((tela) => `${tela}.html`)] },
  },
  server: {
    // `npm run dev -w web` beside a running system.
    proxy: { '^/(\\w+/(api|sessao)|imagens)': gateway },
  },
});
