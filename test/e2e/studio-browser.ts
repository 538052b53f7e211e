import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { chromium, type Browser, type Page } from 'playwright-core';
import { build } from 'vite';
import { securityHeaders } from '#core/http/security-headers.ts';
import { ClosableStack } from '#shared/lib/closable.ts';
import { requirePeer } from '#test/support/peers.ts';
import { startStaticServer } from '#test/support/static-server.ts';

export interface StudioPage {
  readonly page: Page;
  /** What the page complained of: errors, and everything the security policy refused. */
  readonly complaints: readonly string[];
}

export interface StudioBrowser {
  /** A fresh studio over a fresh in-memory program. */
  open(options?: { width?: number; height?: number; isDark?: boolean }): Promise<StudioPage>;
  close(): Promise<void>;
}

/** The studio on a fake program, built as the product is, under the hosts' security headers. */
export async function openStudioBrowser(): Promise<StudioBrowser> {
  const stack = new ClosableStack();
  const folder = await mkdtemp(join(tmpdir(), 'tallylight-studio-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  await build({
    configFile: false,
    logLevel: 'warn',
    root: fileURLToPath(new URL('./studio-page', import.meta.url)),
    base: './',
    plugins: [react()],
    build: {
      outDir: folder,
      emptyOutDir: true,
      target: 'chrome140',
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 2000,
      modulePreload: { polyfill: false },
    },
  });
  const server = await startStaticServer(folder);
  stack.defer(() => server.close());
  const browser = await launchChromium();
  stack.defer(() => browser.close());
  return {
    open: (options) => openPage(browser, `${server.origin}/index.html`, options),
    close: () => stack.close(),
  };
}

/** A real Chromium with made-up cameras and microphones, which it gives without asking. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: requirePeer('chromium'),
    args: [
      '--no-sandbox',
      '--disable-quic',
      '--disable-background-networking',
      '--autoplay-policy=no-user-gesture-required',
      '--use-fake-device-for-media-stream',
    ],
  });
}

async function openPage(
  browser: Browser,
  url: string,
  { width = 1280, height = 720, isDark = false } = {},
): Promise<StudioPage> {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: isDark ? 'dark' : 'light',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  await page.route('**/*', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), ...securityHeaders } });
  });
  await page.goto(url);
  await page.getByRole('button', { name: 'Go live' }).waitFor();
  return { page, complaints };
}

/** What axe-core finds wrong with the page as it is, one line each; WCAG 2.2 A and AA. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  const file = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
  if (!(await page.evaluate(() => 'axe' in window))) {
    // As a function call, for the page forbids inline scripts.
    await page.evaluate(await readFile(file, 'utf8'));
  }
  return page.evaluate(async () => {
    interface Axe {
      run(options: object): Promise<{
        violations: {
          id: string;
          help: string;
          nodes: { html: string; failureSummary: string }[];
        }[];
      }>;
    }
    const { axe } = window as unknown as { axe: Axe };
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const { violations } = await axe.run({ runOnly: { type: 'tag', values: tags } });
    return violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${help}: ${html} ${failureSummary}`),
    );
  });
}
