import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '#shared/lib/secret.ts';
import { RtmpPublisher } from '#engine/publish/rtmp/rtmp-publisher.ts';
import type { LocalOrigin } from '#origin/local-origin.ts';
import { startLocalOrigin } from '#origin/local-origin.ts';
import { peer, requirePeer } from '#test/support/peers.ts';
import { FakePacketSubscription } from '#test/support/rtmp-fake-subscription.ts';
import type { Program } from '#test/support/rtmp-media.ts';
import { makeProgram, playProgram } from '#test/support/rtmp-media.ts';

const canRun = [peer('chromium'), peer('ffmpeg')].every((path) => path !== null);
const streamKey = new Secret('watch-page-key');
const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const item of opened.splice(0).reverse()) await item.close();
});

interface Seen {
  readonly status: string;
  readonly latency: string;
  readonly timeS: number;
  readonly frames: number;
  readonly paused: boolean;
  readonly muted: boolean;
}

function see(page: Page): Promise<Seen> {
  return page.evaluate(() => {
    const video = document.querySelector('video');
    const text = (id: string): string => document.getElementById(id)?.textContent ?? '';
    return {
      status: text('status'),
      latency: text('latency'),
      timeS: video?.currentTime ?? 0,
      frames: video?.getVideoPlaybackQuality().totalVideoFrames ?? 0,
      paused: video?.paused ?? true,
      muted: video?.muted ?? false,
    };
  });
}

describe.skipIf(!canRun)('the watch page', () => {
  let browser: Browser;
  let program: Program;
  beforeAll(async () => {
    program = makeProgram(20);
    browser = await chromium.launch({
      executablePath: requirePeer('chromium'),
      args: ['--no-sandbox', '--disable-quic', '--disable-background-networking'],
    });
  });
  afterAll(() => browser.close());

  async function open(origin: LocalOrigin): Promise<Page> {
    const page = await browser.newPage();
    opened.push(page);
    await page.goto(origin.watchUrl);
    return page;
  }

  function publish(origin: LocalOrigin): RtmpPublisher {
    const packets = new FakePacketSubscription(program.format);
    const backoff = { initialMs: 200, factor: 1, capMs: 200, jitter: 0 };
    const options = { id: 'one', url: origin.rtmpUrl, streamKey, packets, backoff };
    const publisher = new RtmpPublisher(options);
    const stopped = new AbortController();
    publisher.start();
    void playProgram(program.packets, packets, 1, stopped.signal);
    opened.push(publisher, {
      close: () => {
        stopped.abort();
      },
    });
    return publisher;
  }

  it('waits, plays by itself without sound, close to live, and comes back', async () => {
    const first = await startLocalOrigin({ streamKey });
    opened.push(first);
    const page = await open(first);
    const errors: unknown[] = [];
    page.on('pageerror', (error) => errors.push(error));
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) errors.push(message.text());
    });
    await expect.poll(() => see(page)).toMatchObject({ status: 'Waiting for the stream …' });

    publish(first);
    const options = { timeout: 10_000 };
    await expect.poll(async () => (await see(page)).frames, options).toBeGreaterThan(60);
    const live = await see(page);
    expect(live).toMatchObject({ status: 'Live', paused: false, muted: true });
    expect(parseFloat(live.latency)).toBeLessThan(2);

    const ports = {
      rtmpPort: Number(new URL(first.rtmpUrl).port),
      httpPort: Number(new URL(first.watchUrl).port),
    };
    await first.close();
    await expect.poll(() => see(page)).toMatchObject({ status: 'Waiting for the stream …' });
    opened.push(await startLocalOrigin({ streamKey, ...ports }));
    await expect.poll(() => see(page), options).toMatchObject({ status: 'Live' });
    await expect.poll(async () => (await see(page)).timeS, options).toBeGreaterThan(1);
    expect(errors).toEqual([]);
  });

  it('is worked by keys, and waits again when the stream ends', async () => {
    const origin = await startLocalOrigin({ streamKey });
    opened.push(origin);
    const publisher = publish(origin);
    const page = await open(origin);
    await expect.poll(() => see(page), { timeout: 10_000 }).toMatchObject({ status: 'Live' });
    await page.keyboard.press('m');
    expect(await see(page)).toMatchObject({ muted: false });
    await page.keyboard.press('Space');
    expect(await see(page)).toMatchObject({ paused: true });
    await page.keyboard.press('Space');
    await expect.poll(() => see(page)).toMatchObject({ paused: false });
    await page.focus('#sound');
    await page.keyboard.press('Enter');
    expect(await see(page)).toMatchObject({ muted: true });
    expect(await page.getByRole('button', { name: 'Turn sound on' }).count()).toBe(1);
    await publisher.close();
    await expect.poll(() => see(page)).toMatchObject({ status: 'Waiting for the stream …' });
  });
});
