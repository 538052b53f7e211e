import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { BrowserServer, Page } from 'playwright-core';
import { build } from 'vite';
import { requirePeer } from './peers.ts';
import { startStaticServer } from './static-server.ts';
import type { StaticServer } from './static-server.ts';

export interface CompositorBrowser {
  readonly page: Page;
  readonly server: StaticServer;
  /** Of the browser's first process; the others are its children. */
  readonly processId: number;
  /** A folder for the test's files, removed at the end. */
  readonly folder: string;
  close(): Promise<void>;
}

/** The compositor's test page, built and opened in a real Chromium. `flags` are added to the command line. */
export async function openCompositorBrowser(
  flags: readonly string[] = [],
): Promise<CompositorBrowser> {
  const executablePath = requirePeer('chromium');
  const folder = await mkdtemp(join(tmpdir(), 'tallylight-compositor-'));
  const site = join(folder, 'site');
  await buildPage(site);
  const server = await startStaticServer(site);
  let browserServer: BrowserServer | null = null;
  const close = async (): Promise<void> => {
    await browserServer?.close();
    await server.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    browserServer = await chromium.launchServer({
      executablePath,
      args: [
        '--no-sandbox',
        '--disable-quic',
        '--disable-background-networking',
        '--autoplay-policy=no-user-gesture-required',
        ...flags,
      ],
    });
    const browser = await chromium.connect(browserServer.wsEndpoint());
    const page = await browser.newPage();
    await page.goto(server.origin);
    await page.waitForFunction(() => 'newHarness' in window);
    const processId = browserServer.process().pid ?? 0;
    return { page, server, processId, folder, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function buildPage(outDir: string): Promise<void> {
  await build({
    root: join(import.meta.dirname, '../e2e/compositor-page'),
    configFile: false,
    logLevel: 'error',
    worker: { format: 'es' },
    build: { outDir, emptyOutDir: true, target: 'esnext', minify: false },
  });
}
