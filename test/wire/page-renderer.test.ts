import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Closable } from '#shared/lib/closable.ts';
import { systemClock, type Clock } from '#shared/lib/clock.ts';
import { once } from '#shared/lib/emitter.ts';
import type { PageFrame } from '#shared/protocol/page-frame.ts';
import { peer } from '#test/support/peers.ts';
import { ChromiumPageRenderer } from '#web/page-renderer.ts';

const browserPath = peer('chromium');
const canRun = browserPath !== null && peer('ffmpeg') !== null;
const page = `<!doctype html><title>overlay</title>
<style>body { margin: 0 } #box { width: 50px; height: 50px; background: #f00 }</style>
<div id="box"></div><script>alert('refused'); window.open('/popup');</script>`;

let server: Server;
let origin: string;
let isUp: boolean;
let problems: string[];
let timers: (() => void)[];
let renderer: ChromiumPageRenderer;
let opened: Closable | undefined;

/** Time passes when the test says so. */
const clock: Clock = {
  ...systemClock,
  after: (_delayMs, callback) => {
    timers.push(callback);
    return { close: () => undefined };
  },
};

beforeEach(async () => {
  isUp = true;
  problems = [];
  timers = [];
  server = createServer((_request, response) => {
    if (!isUp) response.destroy();
    // The page's own policy must not keep the source's style out.
    else response.setHeader('content-security-policy', "style-src 'unsafe-inline'").end(page);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  renderer = new ChromiumPageRenderer({
    browserPath,
    browserArgs: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    clock,
    onProblem: (message) => problems.push(message),
  });
});
afterEach(async () => {
  await opened?.close();
  await renderer.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function pixel(png: Uint8Array, x: number, y: number): Promise<number[]> {
  const child = promisify(execFile)(
    'ffmpeg',
    [
      '-v',
      'error',
      '-i',
      '-',
      '-vf',
      `crop=1:1:${x}:${y}`,
      '-f',
      'rawvideo',
      '-pix_fmt',
      'rgba',
      '-',
    ],
    { encoding: 'buffer' },
  );
  child.child.stdin?.end(png);
  return [...(await child).stdout];
}

describe.skipIf(!canRun)('a page drawn by Chromium', () => {
  it('is a picture with a transparent ground and the source’s own style', async () => {
    let newest: PageFrame | undefined;
    renderer.onDidPaint((frame) => (newest = frame));
    opened = renderer.open({
      sourceId: 'overlay',
      url: origin,
      width: 200,
      height: 100,
      css: '#box { background: #00f !important }',
    });
    const newestPixel = async (x: number, y: number): Promise<string> =>
      newest ? (await pixel(newest.bytes, x, y)).join() : 'none yet';
    await expect.poll(() => newestPixel(10, 10), { timeout: 30_000 }).toBe('0,0,255,255');
    expect(await newestPixel(150, 80)).toBe('0,0,0,0');
    expect(newest).toMatchObject({ sourceId: 'overlay', width: 200, height: 100, encoding: 'png' });
  });

  it('comes back by itself when its server does', async () => {
    isUp = false;
    opened = renderer.open({
      sourceId: 'overlay',
      url: `${origin}?key=canary`,
      width: 64,
      height: 64,
      css: '',
    });
    await expect.poll(() => timers.length, { timeout: 30_000 }).toBe(1);
    expect(problems[0]).toContain('failed');
    expect(problems.join()).not.toContain('canary');
    isUp = true;
    const painted = once(renderer.onDidPaint);
    timers[0]?.();
    await painted;
  });

  it('says why there is none without a browser', async () => {
    const none = new ChromiumPageRenderer({ browserPath: null, clock, onProblem: () => undefined });
    expect(none.availability.available).toBe(false);
    expect(none.availability.notice).toContain('Chromium');
    await none.close();
  });
});
