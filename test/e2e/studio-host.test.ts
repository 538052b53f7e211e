import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLogger } from '#core/log/logger.ts';
import { systemClock } from '#shared/lib/clock.ts';
import { ClosableStack } from '#shared/lib/closable.ts';
import { buildRendererIfStale } from '#scripts/build-renderer.ts';
import { peer, requirePeer } from '#test/support/peers.ts';
import { startNginxRtmp, type NginxRtmp } from '#test/support/rtmp-peer-servers.ts';
import { startBrowserHost } from '#web/browser-host.ts';
import { accessibilityProblems, launchChromium } from './studio-browser.ts';
import { chooseKind, confirm, dialog, dragOnCanvas, onScreen, preview } from './studio-driver.ts';

const root = join(import.meta.dirname, '../..');
const key = 'canary-5f1c';

/** The product as it is: built studio, core, engine, compositor, a real RTMP server. */
describe.runIf(peer('chromium') && peer('nginx-rtmp'))('the studio on its host', () => {
  const stack = new ClosableStack();
  const logged: string[] = [];
  let page: Page;
  let nginx: NginxRtmp;

  beforeAll(async () => {
    await buildRendererIfStale();
    const dataFolder = await mkdtemp(join(tmpdir(), 'tallylight-studio-data-'));
    stack.defer(() => rm(dataFolder, { recursive: true, force: true }));
    nginx = await startNginxRtmp();
    stack.defer(() => nginx.close());
    const host = await startBrowserHost({
      root,
      dataFolder,
      platform: 'linux',
      browserPath: requirePeer('chromium'),
      isRoot: process.getuid?.() === 0,
      version: '0.0.0',
      clock: systemClock,
      logger: createLogger({ write: (line) => logged.push(line) }),
    });
    stack.defer(() => host.close());
    const browser = await launchChromium();
    stack.defer(() => browser.close());
    page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
    page.setDefaultTimeout(20_000);
    await page.goto(host.newUrl('/'));
    await page.getByRole('button', { name: 'Go live' }).waitFor();
  });
  afterAll(() => stack.close());

  it('composes what is put together, and undoes it', async () => {
    await chooseKind(page, 'Colour');
    await dialog(page).getByLabel('Colour', { exact: true }).fill('#00c800');
    await dialog(page).getByRole('textbox', { name: 'Width' }).fill('400');
    await dialog(page).getByRole('textbox', { name: 'Height' }).fill('300');
    await confirm(page, 'Add');
    await expect.poll(() => colourAt(page, 200, 150), { timeout: 20_000 }).toBe('green');
    expect(await colourAt(page, 1200, 700)).toBe('black');
    await dragOnCanvas(page, [200, 150], [1200, 700]);
    await preview(page).press('Escape');
    await expect.poll(() => colourAt(page, 1200, 700), { timeout: 20_000 }).toBe('green');
    expect(await colourAt(page, 200, 150)).toBe('black');
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => colourAt(page, 200, 150), { timeout: 20_000 }).toBe('green');
    expect(await accessibilityProblems(page)).toEqual([]);
  });

  it('goes live to a real server and says how it is', async () => {
    await page.getByRole('button', { name: 'Add destination' }).click();
    const address = `rtmp://127.0.0.1:${nginx.port}/live/${key}`;
    await dialog(page).getByRole('textbox', { name: 'Address' }).fill(address);
    await confirm(page, 'Save');
    await page.getByRole('button', { name: 'Go live' }).click();
    await page.getByRole('button', { name: 'Stop broadcast' }).waitFor();
    const health = page.getByRole('contentinfo', { name: 'Health' });
    await health.getByText('Live for 0:03').waitFor();
    await health.getByText(/Destination 1: \d+\.\d\d Mb\/s/).waitFor();
    await health.getByText(/0 dropped/).waitFor();
    await page.getByRole('button', { name: 'Stop broadcast' }).click();
    await page.getByRole('button', { name: 'Go live' }).waitFor();
    const [stored = ''] = nginx.recordings();
    expect((await stat(stored)).size).toBeGreaterThan(10_000);
  });

  it('has shown the stream key nowhere', async () => {
    expect(await page.content()).not.toContain(key);
    expect(logged.join('\n')).not.toContain(key);
  });
});

/** What the preview shows at a place of the canvas, by a screenshot. */
async function colourAt(page: Page, x: number, y: number): Promise<'green' | 'black' | 'other'> {
  const place = await onScreen(page, x, y);
  const clip = { x: Math.round(place.x) - 2, y: Math.round(place.y) - 2, width: 4, height: 4 };
  const png = [...(await page.screenshot({ clip }))];
  const [red = 0, green = 0, blue = 0] = await page.evaluate(async (bytes) => {
    const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
    const context = new OffscreenCanvas(4, 4).getContext('2d');
    context?.drawImage(bitmap, 0, 0);
    return [...(context?.getImageData(2, 2, 1, 1).data ?? [])];
  }, png);
  if (red < 40 && blue < 40) return green > 150 ? 'green' : green < 40 ? 'black' : 'other';
  return 'other';
}
