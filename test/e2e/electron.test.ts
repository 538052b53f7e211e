import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'electron-vite';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { peer, requirePeer } from '../support/peers.ts';

const root = join(import.meta.dirname, '..', '..');

/** The studio in the real Electron. Where its binary is missing, `npm test` says so by name. */
describe.skipIf(peer('electron') === null)('the studio in Electron', () => {
  let dataFolder: string;
  let app: ElectronApplication;
  let page: Page;

  beforeAll(async () => {
    await build({ root, logLevel: 'warn' });
    dataFolder = await mkdtemp(join(tmpdir(), 'tallylight-electron-'));
    const isRoot = process.getuid?.() === 0;
    app = await _electron.launch({
      executablePath: requirePeer('electron'),
      args: [...(isRoot ? ['--no-sandbox'] : []), root],
      env: { ...environment(), TALLYLIGHT_DATA: dataFolder },
    });
    page = await app.firstWindow();
    await page.waitForLoadState('load');
  });
  afterAll(async () => {
    await app.close();
    await rm(dataFolder, { recursive: true });
  });

  it('is at its own address, isolated, without Node', async () => {
    expect(page.url()).toBe('tallylight://studio/');
    expect(await page.evaluate('crossOriginIsolated')).toBe(true);
    expect(await page.evaluate('typeof require + typeof process')).toBe('undefinedundefined');
  });

  it('is connected: the core’s scene is listed', async () => {
    await page.getByText('Scene 1').first().waitFor();
  });

  it('keeps to its policy', async () => {
    const refused = (script: string) =>
      page.evaluate(
        `(async () => { try { await (${script}); return 'done'; } catch (error) { return error.name; } })()`,
      );
    expect(await refused("fetch('https://example.org/')")).toBe('TypeError');
    expect(
      await refused(
        "Promise.resolve(window.open('https://example.org/')).then((opened) => { if (!opened) throw new TypeError(); })",
      ),
    ).toBe('TypeError');
    expect(
      await refused(
        'new Promise((_, no) => navigator.geolocation.getCurrentPosition(_, () => no(new TypeError())))',
      ),
    ).toBe('TypeError');
    // Nothing was chosen, so nothing is captured.
    expect(await refused('navigator.mediaDevices.getDisplayMedia({ video: true })')).not.toBe(
      'done',
    );
    await page.evaluate("void (location.href = 'https://example.org/')");
    expect(page.url()).toBe('tallylight://studio/');
  });
});

function environment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined || name === 'ELECTRON_RUN_AS_NODE' ? [] : [[name, value]],
    ),
  );
}
