import { beforeEach, expect, it } from 'vitest';
import { systemClock, type Clock } from '#shared/lib/clock.ts';
import type { PageFrame } from '#shared/protocol/page-frame.ts';
import { FakeElectron, type FakeBrowserWindow } from '#test/support/fake-electron.ts';
import { OffscreenPageRenderer } from './page-renderer.ts';

const page = {
  sourceId: 'a',
  url: 'https://a.example/?key=canary',
  width: 640,
  height: 360,
  css: 'body{}',
};

let fake: FakeElectron;
let problems: string[];
let timers: { delayMs: number; callback: () => void }[];
let renderer: OffscreenPageRenderer;

const clock: Clock = {
  ...systemClock,
  after: (delayMs, callback) => {
    const timer = { delayMs, callback };
    timers.push(timer);
    return { close: () => timers.splice(timers.indexOf(timer), 1) };
  },
};

beforeEach(async () => {
  fake = new FakeElectron();
  await fake.module.app.whenReady();
  problems = [];
  timers = [];
  renderer = new OffscreenPageRenderer({
    electron: fake.module,
    clock,
    onProblem: (problem) => problems.push(problem),
  });
});

function last(): FakeBrowserWindow {
  const window = fake.windows.at(-1);
  if (!window) throw new Error('no window');
  return window;
}

it('opens each page in a session of its own, without any right', async () => {
  renderer.open(page);
  renderer.open({ ...page, sourceId: 'b' });
  const [first, second] = fake.windows.map(({ options }) => options.webPreferences);
  expect(first).toMatchObject({
    offscreen: true,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
  });
  expect(first).not.toHaveProperty('preload');
  expect(first?.partition).not.toBe(second?.partition);
  expect(String(first?.partition)).not.toMatch(/^persist:/);
  const { webContents } = last();
  expect(webContents.isMuted).toBe(true);
  expect(await webContents.session.askPermission('media', page.url)).toBe(false);
  const download = {
    defaultPrevented: false,
    preventDefault: () => (download.defaultPrevented = true),
  };
  webContents.session.emit('will-download', download);
  expect(download.defaultPrevented).toBe(true);
});

it('stays on the web', () => {
  renderer.open(page);
  const goes = (url: string) =>
    !last().webContents.raise('will-frame-navigate', { url }).defaultPrevented;
  expect(goes('https://b.example/')).toBe(true);
  expect(goes('file:///etc/passwd')).toBe(false);
  expect(goes('tallylight://studio/')).toBe(false);
});

it('gives its pictures and has the source’s style', () => {
  const frames: PageFrame[] = [];
  renderer.onDidPaint((frame) => frames.push(frame));
  renderer.open(page);
  const { webContents } = last();
  webContents.raise('dom-ready');
  expect(webContents.css).toEqual(['body{}']);
  const image = { getSize: () => ({ width: 1, height: 1 }), toBitmap: () => Buffer.of(1, 2, 3, 4) };
  webContents.raise('paint', {}, {}, image);
  expect(frames).toMatchObject([{ sourceId: 'a', width: 1, height: 1, encoding: 'bgra' }]);
});

it('tries again when the page fails or crashes, and says so without the key', () => {
  const opened = renderer.open(page);
  const { webContents } = last();
  webContents.raise('did-fail-load', {}, -105, 'ERR_NAME_NOT_RESOLVED', page.url, true);
  webContents.raise('did-fail-load', {}, -3, 'ERR_ABORTED', page.url, true);
  webContents.raise('did-fail-load', {}, -105, 'ERR_NAME_NOT_RESOLVED', 'https://frame/', false);
  expect(timers.map(({ delayMs }) => delayMs)).toEqual([5000]);
  expect(problems.join()).not.toContain('canary');
  webContents.url = '';
  timers[0]?.callback();
  expect(webContents.url).toBe(page.url);
  webContents.raise('render-process-gone', {}, { reason: 'crashed' });
  opened.close();
  expect(timers).toEqual([]);
  expect(last().isDestroyed()).toBe(true);
});

it('closes all its pages', () => {
  renderer.open(page);
  renderer.open({ ...page, sourceId: 'b' });
  renderer.close();
  expect(fake.windows.every((window) => window.isDestroyed())).toBe(true);
});
