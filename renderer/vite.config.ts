import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type UserConfig } from 'vite';

const folder = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * Both pages, for every host. Everything is a file of its own, and none is inlined as a data URL: the
 * hosts forbid inline code (`script-src 'self'`).
 */
export const rendererConfig = {
  root: folder('.'),
  base: './',
  plugins: [react()],
  worker: { format: 'es' },
  build: {
    outDir: folder('../out/renderer'),
    emptyOutDir: true,
    target: 'chrome140',
    sourcemap: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: { index: folder('index.html'), headless: folder('headless.html') },
    },
  },
} satisfies UserConfig;

export default defineConfig(rendererConfig);
