import { cp, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import { silentLogger } from '#shared/lib/logger.ts';
import { systemClock } from '#shared/lib/clock.ts';
import { ClosableStack } from '#shared/lib/closable.ts';
import { startLocalOrigin } from '#origin/local-origin.ts';
import { startBrowserHost } from '#web/browser-host.ts';
import { findBrowser } from '#web/find-browser.ts';
import { buildRendererIfStale } from './build-renderer.ts';

/** `node scripts/make-screenshot.ts`: the README's picture, of the real studio live with the demo. */
const root = join(import.meta.dirname, '..');
const target = join(root, 'docs', 'images', 'studio.png');
const isRoot = process.getuid?.() === 0;

const stack = new ClosableStack();
try {
  await buildRendererIfStale();
  const browserPath = await findBrowser();
  if (browserPath === null) throw new Error('No Chromium, Chrome or Edge was found.');
  const dataFolder = await mkdtemp(join(tmpdir(), 'tallylight-screenshot-'));
  stack.defer(() => rm(dataFolder, { recursive: true, force: true }));
  await cp(join(root, 'resources', 'demo'), dataFolder, { recursive: true });
  await rename(join(dataFolder, 'demo.tallylight.json'), join(dataFolder, 'scenes.json'));
  const origin = await startLocalOrigin();
  stack.add(origin);
  const host = await startBrowserHost({
    root,
    dataFolder,
    platform: 'linux',
    browserPath,
    isRoot,
    version: '0.0.0',
    clock: systemClock,
    logger: silentLogger,
  });
  stack.add(host);
  const browser = await chromium.launch({
    executablePath: browserPath,
    args: [
      '--autoplay-policy=no-user-gesture-required',
      '--disable-background-networking',
      ...(isRoot ? ['--no-sandbox'] : []),
    ],
  });
  stack.defer(() => browser.close());
  const page = await browser.newPage({
    viewport: { width: 1440, height: 810 },
    colorScheme: 'dark',
  });
  await page.goto(host.newUrl('/'));
  await page.getByRole('button', { name: 'Add destination' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('My channel');
  await dialog.getByRole('textbox', { name: 'Address' }).fill(`${origin.rtmpUrl}/live`);
  await dialog.getByRole('button', { name: /save|add/i }).click();
  await page.getByRole('button', { name: 'Go live' }).click();
  await page.getByRole('button', { name: 'Stop broadcast' }).waitFor();
  await delay(8000);
  await mkdir(join(target, '..'), { recursive: true });
  await page.screenshot({ path: target });
  console.log(`Wrote ${target}`);
} finally {
  await stack.close();
}
