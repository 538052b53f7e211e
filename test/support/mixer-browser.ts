import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from 'playwright-core';
import { build } from 'vite';
import { rendererConfig } from '#renderer/vite.config.ts';
import { ClosableStack, type Closable } from '#shared/lib/closable.ts';
import { requirePeer } from './peers.ts';

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
};
/** As the hosts send them. */
const headers = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; img-src data:",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

export interface MixerBrowser extends Closable {
  readonly page: Page;
  /** What the page wrote to its console as errors. */
  readonly errors: readonly string[];
  close(): Promise<void>;
}

/** The mixer's test page, built with the renderer's own configuration, in a real Chromium. */
export async function openMixerBrowser({
  args = [],
}: { readonly args?: readonly string[] } = {}): Promise<MixerBrowser> {
  const closables = new ClosableStack();
  const outDir = await mkdtemp(join(tmpdir(), 'tallylight-mixer-'));
  closables.defer(() => rm(outDir, { recursive: true, force: true }));
  const root = fileURLToPath(new URL('./mixer-page', import.meta.url));
  await build({
    ...rendererConfig,
    configFile: false,
    logLevel: 'warn',
    root,
    build: {
      ...rendererConfig.build,
      outDir,
      rollupOptions: { input: join(root, 'index.html') },
    },
  });
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    readFile(join(outDir, path === '/' ? 'index.html' : path)).then(
      (bytes) => {
        const type = contentTypes[extname(path)] ?? 'text/html';
        response.writeHead(200, { ...headers, 'content-type': type }).end(bytes);
      },
      () => response.writeHead(404).end(),
    );
  });
  closables.defer(() => server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await chromium.launch({
    executablePath: requirePeer('chromium'),
    args: [
      '--no-sandbox',
      '--disable-quic',
      '--disable-background-networking',
      '--autoplay-policy=no-user-gesture-required',
      ...args,
    ],
  });
  closables.defer(() => browser.close());
  const page = await browser.newPage();
  const errors: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  return { page, errors, close: () => closables.close() };
}
