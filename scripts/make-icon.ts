import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { findBrowser } from '#web/find-browser.ts';

/** Draws `build/icon.png`, which the packager makes every platform's icons of, from `resources/icon.svg`. */
const sizePx = 1024;
const root = join(import.meta.dirname, '..');
const executablePath = await findBrowser();
if (executablePath === null) throw new Error('Drawing the icon needs Chromium, Chrome or Edge.');
const browser = await chromium.launch({
  executablePath,
  chromiumSandbox: process.getuid?.() !== 0,
});
try {
  const page = await browser.newPage({ viewport: { width: sizePx, height: sizePx } });
  const svg = await readFile(join(root, 'resources', 'icon.svg'), 'utf8');
  await page.setContent(`<style>body { margin: 0 } svg { display: block }</style>${svg}`);
  const png = await page.screenshot({ omitBackground: true });
  await writeFile(join(root, 'build', 'icon.png'), png);
} finally {
  await browser.close();
}
