import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { frameNumberAt, frameTimestampUs } from '#shared/model/program-clock.ts';
import type { SceneCollection } from '#shared/model/scene-collection.ts';
import { counterModulus } from '#shared/model/test-pattern.ts';
import { peer } from '#test/support/peers.ts';
import { openCompositorBrowser } from '#test/support/compositor-browser.ts';
import type { CompositorBrowser } from '#test/support/compositor-browser.ts';
import {
  groupItem,
  sceneItem,
  sourceItem,
  testCollection,
  testOutput,
} from '#test/support/compositor-scenes.ts';

const canvas = { width: 640, height: 360 };
const output = testOutput({ ...canvas, videoBitrateKbps: 2000, encoder: 'software' });
type BackEnd = 'cpu' | 'webgl2';
type Colour = readonly [number, number, number];
type Point = readonly [number, number];

let browser: CompositorBrowser;
let page: Page;

/** Its media are made by FFmpeg. */
const canRun = peer('chromium') !== null && peer('ffmpeg') !== null;

describe.skipIf(!canRun)('the compositor', () => {
  beforeAll(async () => {
    browser = await openCompositorBrowser();
    ({ page } = browser);
    const ffmpeg = (...options: string[]) =>
      promisify(execFile)('ffmpeg', ['-v', 'error', '-y', ...options]);
    const { folder, server } = browser;
    const media = join(folder, 'media.mp4');
    const colour = ['-f', 'lavfi', '-i', 'color=c=0x20c040:s=320x180:r=30', '-t', '1'];
    const sound = ['-f', 'lavfi', '-i', 'sine=sample_rate=48000', '-t', '1', '-c:a', 'aac'];
    await ffmpeg(...colour, ...sound, '-c:v', 'libx264', '-pix_fmt', 'yuv420p', media);
    const steps = join(folder, 'steps.mp4');
    const luma = "geq=lum='16+7*N':cb=128:cr=128";
    const grey = ['-f', 'lavfi', '-i', `color=c=gray:s=320x180:r=30,${luma}`, '-t', '1'];
    await ffmpeg(...grey, '-c:v', 'libx264', '-qp', '4', '-pix_fmt', 'yuv420p', steps);
    server.setMedia('steps', steps);
    const image = join(folder, 'image.png');
    await ffmpeg('-f', 'lavfi', '-i', 'color=c=0x4060ff:s=100x100', '-frames:v', '1', image);
    const broken = join(folder, 'broken.mp4');
    await writeFile(broken, 'This is no media file at all. '.repeat(100));
    server.setMedia('media', media);
    server.setMedia('image', image);
    server.setMedia('broken', broken);
  });

  afterAll(async () => {
    await browser.close();
  });

  const solid = (id: string, colour: string, size = canvas) => ({
    kind: 'colour',
    id,
    colour,
    ...size,
  });

  async function start(collection: SceneCollection, backEnd: BackEnd): Promise<void> {
    await page.evaluate(
      async ([output, collection, backEnd]) => {
        const harness = window.newHarness();
        harness.send({ kind: 'init', output, mediaBase: '/media/', backEnd });
        await harness.any('ready');
        harness.send({ kind: 'set-collection', collection });
      },
      [output, collection, backEnd] as const,
    );
  }

  /** Grabs until every point has its colour, within `tolerance` a channel. */
  async function expectColours(
    expected: readonly (readonly [Point, Colour])[],
    // libyuv keeps saturated chroma a little short where a canvas draws planes: blue comes out as 243.
    tolerance = 14,
  ): Promise<void> {
    const points = expected.map(([point]) => point);
    await expect
      .poll(
        async () => {
          const grabbed = await page.evaluate((at) => window.harness.grabAt(at), points);
          return grabbed.flatMap((rgba, index) => {
            const [point, colour] = expected[index] ?? [
              [0, 0],
              [0, 0, 0],
            ];
            const isNear = colour.every(
              (value, channel) => Math.abs(value - (rgba[channel] ?? 0)) <= tolerance,
            );
            return isNear ? [] : [`${point.join()}: ${rgba.join()} is not ${colour.join()}`];
          });
        },
        { timeout: 15_000, interval: 100 },
      )
      .toEqual([]);
  }

  describe.each(['cpu', 'webgl2'] as const)('the %s back end draws', (backEnd) => {
    it('every kind of source', async () => {
      const small = { scaleX: 0.25, scaleY: 0.25 };
      const sources = [
        solid('colour', '#c81e1e', { width: 100, height: 100 }),
        { kind: 'image', id: 'image', file: 'image.png' },
        { kind: 'media', id: 'media', file: 'media.mp4' },
        { kind: 'text', id: 'text', text: '█████\n█████', colour: '#ffff00', fontSizePx: 40 },
        { kind: 'camera', id: 'camera', width: 200, height: 100 },
        { kind: 'browser-page', id: 'page', url: 'https://example.com/', width: 100, height: 100 },
        { kind: 'test-pattern', id: 'pattern', width: 640, height: 360 },
      ];
      const main = [
        sourceItem('colour', { x: 10, y: 10 }),
        sourceItem('image', { x: 120, y: 10 }),
        sourceItem('media', { x: 240, y: 10, ...small }),
        sourceItem('text', { x: 340, y: 10 }),
        sourceItem('camera', { x: 10, y: 130 }),
        sourceItem('page', { x: 240, y: 130 }),
        sourceItem('pattern', { x: 360, y: 180, ...small }),
      ];
      await start(testCollection({ sources, canvas, scenes: { main } }), backEnd);
      await page.evaluate(async () => {
        window.harness.sendTrack('camera', '#ff8000', 200, 100);
        const context = new OffscreenCanvas(100, 100).getContext('2d');
        if (!context) throw new Error('no canvas');
        context.fillStyle = '#00ffff';
        context.fillRect(0, 0, 100, 100);
        const bitmap = await createImageBitmap(context.canvas);
        window.harness.send({ kind: 'set-picture', sourceId: 'page', bitmap }, [bitmap]);
      });
      await expectColours([
        [
          [60, 60],
          [200, 30, 30],
        ],
        [
          [170, 60],
          [64, 96, 255],
        ],
        [
          [280, 30],
          [32, 192, 64],
        ],
        [
          [360, 30],
          [255, 255, 0],
        ],
        [
          [110, 180],
          [255, 128, 0],
        ],
        [
          [290, 180],
          [0, 255, 255],
        ],
        // The pattern's second and last bar.
        [
          [394, 190],
          [255, 255, 0],
        ],
        [
          [510, 190],
          [0, 0, 255],
        ],
        [
          [2, 2],
          [0, 0, 0],
        ],
      ]);
    });

    it('transforms, crops and opacity', async () => {
      const sources = [
        solid('red', '#ff0000', { width: 200, height: 100 }),
        { kind: 'test-pattern', id: 'pattern', width: 640, height: 360 },
      ];
      const main = [
        sourceItem('red', { x: 20, y: 100, rotationDeg: 90 }),
        sourceItem('red', { x: 220, y: 20, scaleX: 0.5, scaleY: 0.5 }, { opacity: 0.5 }),
        // The last of seven bars, mirrored: seen whole, in its place.
        sourceItem('pattern', { x: 400, y: 20, scaleX: -1, crop: { left: 550, bottom: 160 } }),
      ];
      await start(testCollection({ sources, canvas, scenes: { main } }), backEnd);
      await expectColours([
        [
          [120, 60],
          [255, 0, 0],
        ],
        [
          [120, 240],
          [255, 0, 0],
        ],
        [
          [30, 150],
          [0, 0, 0],
        ],
        [
          [240, 40],
          [128, 0, 0],
        ],
        [
          [410, 40],
          [0, 0, 255],
        ],
        [
          [480, 40],
          [0, 0, 255],
        ],
        [
          [495, 40],
          [0, 0, 0],
        ],
      ]);
    });

    it.each([
      ['normal', [100, 150, 200]],
      ['add', [255, 200, 220]],
      ['multiply', [78, 29, 16]],
      ['screen', [222, 171, 204]],
      ['darken', [100, 50, 20]],
      ['lighten', [200, 150, 200]],
    ] as const)('%s', async (blendMode, expected) => {
      const sources = [solid('below', '#c83214'), solid('above', '#6496c8')];
      const main = [
        sourceItem('below'),
        sourceItem('above', { x: 100, scaleX: 0.25 }, { blendMode }),
        sourceItem('above', { x: 400, scaleX: 0.25 }, { blendMode, opacity: 0.5 }),
      ];
      await start(testCollection({ sources, canvas, scenes: { main } }), backEnd);
      const below: Colour = [200, 50, 20];
      const half = below.map((value, index) => (value + (expected[index] ?? 0)) / 2);
      // What is added at half is not cut at white.
      if (blendMode === 'add') half[0] = 250;
      await expectColours([
        [[50, 50], below],
        [[150, 50], expected],
        [[450, 50], half as unknown as Colour],
      ]);
    });

    it('groups and nested scenes', async () => {
      const sources = [
        solid('red', '#ff0000', { width: 100, height: 100 }),
        solid('blue', '#0000ff'),
      ];
      const scenes = {
        main: [
          groupItem(
            [sourceItem('red'), sourceItem('red', { x: 50 })],
            { x: 20, y: 20 },
            { opacity: 0.5 },
          ),
          groupItem([sourceItem('red')], { x: 200, y: 20, crop: { right: 50 } }),
          sceneItem('inner', { x: 320, y: 180, scaleX: 0.5, scaleY: 0.5 }),
        ],
        inner: [sourceItem('blue', { x: -100, y: 100 }), sourceItem('red', { x: 10, y: 10 })],
      };
      await start(testCollection({ sources, canvas, scenes }), backEnd);
      await expectColours([
        // Where the two overlap the group is no denser.
        [
          [40, 60],
          [128, 0, 0],
        ],
        [
          [100, 60],
          [128, 0, 0],
        ],
        [
          [220, 60],
          [255, 0, 0],
        ],
        [
          [270, 60],
          [0, 0, 0],
        ],
        [
          [350, 210],
          [255, 0, 0],
        ],
        [
          [400, 300],
          [0, 0, 255],
        ],
        // The nested scene ends at its own edge.
        [
          [310, 300],
          [0, 0, 0],
        ],
      ]);
    });

    it('a fade', async () => {
      const sources = [solid('red', '#ff0000'), solid('green', '#00ff00')];
      const scenes = { one: [sourceItem('red')], two: [sourceItem('green')] };
      const transition = { kind: 'fade', durationMs: 1000 };
      const make = (programSceneId: string) =>
        testCollection({ sources, canvas, scenes, transition, programSceneId });
      await start(make('one'), backEnd);
      await expectColours([
        [
          [50, 50],
          [255, 0, 0],
        ],
      ]);
      const seen = await page.evaluate(async (collection) => {
        const { harness } = window;
        harness.send({ kind: 'set-collection', collection });
        const colours: number[][] = [];
        for (const end = performance.now() + 1500; performance.now() < end;) {
          colours.push(...(await harness.grabAt([[50, 50]])));
        }
        return colours;
      }, make('two'));
      const between = seen.filter(([red = 0, green = 0]) => red > 20 && green > 20);
      expect(between.length).toBeGreaterThan(0);
      for (const [red = 0, green = 0] of between) {
        expect(Math.abs(red + green - 255)).toBeLessThan(16);
      }
      await expectColours([
        [
          [50, 50],
          [0, 255, 0],
        ],
      ]);
    });
  });

  it('goes on with the rest when files are broken or missing, and picks them up when they come', async () => {
    const sources = [
      solid('red', '#ff0000'),
      { kind: 'media', id: 'broken', file: 'broken.mp4' },
      { kind: 'image', id: 'missing', file: 'missing.png' },
      { kind: 'media', id: 'gone', file: 'gone.mp4' },
    ];
    const main = ['red', 'broken', 'gone', 'missing'].map((id, index) =>
      sourceItem(id, { x: 160 * index, scaleX: 0.1, scaleY: 0.1 }),
    );
    await start(testCollection({ sources, canvas, scenes: { main } }), 'cpu');
    const troubles = await page.evaluate(async () => [
      (await window.harness.trouble('broken', true)).trouble,
      (await window.harness.trouble('missing', true)).trouble,
      (await window.harness.trouble('gone', true)).trouble,
    ]);
    expect(troubles).toEqual([
      'broken.mp4: not a media file that can be read',
      'missing.png: there is no such file',
      'gone.mp4: there is no such file',
    ]);
    await expectColours([
      [
        [20, 20],
        [255, 0, 0],
      ],
    ]);
    const { server, folder } = browser;
    server.setMedia('missing', join(folder, 'image.png'));
    server.setMedia('gone', join(folder, 'media.mp4'));
    await page.evaluate(async () => {
      await window.harness.trouble('missing', false);
      await window.harness.trouble('gone', false);
    });
    await expectColours([
      [
        [322, 5],
        [32, 192, 64],
      ],
      [
        [484, 5],
        [64, 96, 255],
      ],
    ]);
  });

  it('dims a camera that ended, with its last picture, and takes the next track', async () => {
    const sources = [{ kind: 'camera', id: 'camera', name: 'Front camera' }];
    const collection = testCollection({
      sources,
      canvas,
      scenes: { main: [sourceItem('camera')] },
    });
    await start(collection, 'cpu');
    await page.evaluate(() => {
      Object.assign(window, { stop: window.harness.sendTrack('camera', '#ff0000', 640, 360) });
    });
    await expectColours([
      [
        [20, 20],
        [255, 0, 0],
      ],
    ]);
    const trouble = await page.evaluate(async () => {
      (window as unknown as { stop: () => void }).stop();
      return (await window.harness.trouble('camera', true)).trouble;
    });
    expect(trouble).toBe('Front camera stopped giving pictures');
    await expectColours([
      [
        [20, 20],
        [102, 0, 0],
      ],
    ]);
    await page.evaluate(() => window.harness.sendTrack('camera', '#00ff00', 640, 360));
    await expectColours([
      [
        [20, 20],
        [0, 255, 0],
      ],
    ]);
  });

  it('encodes every frame of the grid, whose counter can be read after decoding', async () => {
    const sources = [{ kind: 'test-pattern', id: 'pattern', width: 640, height: 360 }];
    const main = [sourceItem('pattern')];
    await start(testCollection({ sources, canvas, scenes: { main } }), 'cpu');
    const { video, decoded, started } = await page.evaluate(async (output) => {
      const { harness } = window;
      harness.connectEngine(100_000_000);
      harness.send({ kind: 'start-encoding', output });
      const started = await harness.any('encoding-started');
      const { engine } = harness;
      if (!engine) throw new Error('no engine');
      while (engine.video.length < 100) await harness.next('sample');
      const decoded = await engine.decode();
      const video = engine.video.map(({ data, ...rest }) => ({ ...rest, bytes: data.byteLength }));
      return { video, decoded, started };
    }, output);
    expect(started).toMatchObject({ codecString: 'avc1.64001e', acceleration: 'software' });
    expect(decoded.length).toBeGreaterThanOrEqual(100);
    for (const { counter, timestampUs } of decoded) {
      const frameNumber = frameNumberAt(timestampUs, 30);
      expect(timestampUs).toBe(frameTimestampUs(frameNumber, 30));
      expect(counter).toBe(frameNumber % counterModulus);
    }
    const numbers = video.map(({ timestampUs }) => frameNumberAt(timestampUs, 30));
    expect(numbers).toEqual([...new Set(numbers)].sort((first, second) => first - second));
    for (const { timestampUs, durationUs } of video) {
      const next = frameTimestampUs(frameNumberAt(timestampUs, 30) + 1, 30);
      expect(timestampUs + durationUs).toBe(next);
    }
    const [first, ...keys] = video.filter(({ isKey }) => isKey);
    expect(first?.timestampUs).toBe(video[0]?.timestampUs);
    expect(keys.length).toBeGreaterThan(0);
    // The first bar is white: 235 is limited range, as the stream says.
    for (const { corner } of decoded) expect(Math.abs((corner[0] ?? 0) - 235)).toBeLessThan(4);
  });

  it('shows each picture of a looping file in its turn, over the end of the file, too', async () => {
    const sources = [{ kind: 'media', id: 'steps', file: 'steps.mp4' }];
    const main = [sourceItem('steps', { scaleX: 2, scaleY: 2 })];
    await start(testCollection({ sources, canvas, scenes: { main } }), 'cpu');
    const decoded = await page.evaluate(async (output) => {
      const { harness } = window;
      await harness.any('source-size');
      harness.connectEngine(100_000_000);
      harness.send({ kind: 'start-encoding', output });
      const { engine } = harness;
      if (!engine) throw new Error('no engine');
      while (engine.video.length < 120) await harness.next('sample');
      return engine.decode();
    }, output);
    // Picture n of the file has luma 16 + 7n.
    const shown = decoded.slice(10).map(({ corner, timestampUs }) => ({
      picture: Math.round(((corner[0] ?? 0) - 16) / 7),
      frame: frameNumberAt(timestampUs, 30),
    }));
    const inTurn = shown.filter(({ picture, frame }, index) => {
      const before = shown[index - 1];
      return !before || (picture - before.picture + 30) % 30 === (frame - before.frame) % 30;
    });
    expect(new Set(shown.map(({ picture }) => picture)).size).toBe(30);
    // A busy machine may hold a picture for a frame and leave out the next.
    expect(inTurn.length / shown.length).toBeGreaterThan(0.9);
  });

  it('gives one format and the same red, whether a frame was composed in planes or on a canvas', async () => {
    const sources = [solid('red', '#ff0000')];
    const small = { x: 300, scaleX: 0.1, scaleY: 0.1 };
    const make = (blendMode: 'normal' | 'lighten') =>
      testCollection({
        sources,
        canvas,
        scenes: { main: [sourceItem('red'), sourceItem('red', small, { blendMode })] },
      });
    await start(make('normal'), 'cpu');
    const { formats, colours } = await page.evaluate(
      async ([output, blended]) => {
        const { harness } = window;
        harness.connectEngine(100_000_000);
        harness.send({ kind: 'start-encoding', output });
        await harness.any('encoding-started');
        const { engine } = harness;
        if (!engine) throw new Error('no engine');
        while (engine.video.length < 10) await harness.next('sample');
        harness.send({ kind: 'set-collection', collection: blended });
        const until = engine.video.length + 20;
        while (engine.video.length < until) await harness.next('sample');
        const colours = (await engine.decode()).map(({ corner }) => corner);
        return { formats: engine.formats.length, colours };
      },
      [output, make('lighten')] as const,
    );
    expect(formats).toBe(1);
    for (const [y = 0, u = 0, v = 0] of colours) {
      expect(Math.abs(y - 63)).toBeLessThan(4);
      expect(Math.abs(u - 102)).toBeLessThan(4);
      expect(Math.abs(v - 240)).toBeLessThan(4);
    }
  });

  it('makes a key frame on request and leaves out whole groups of pictures without credit', async () => {
    const sources = [{ kind: 'test-pattern', id: 'pattern', width: 640, height: 360 }];
    await start(
      testCollection({ sources, canvas, scenes: { main: [sourceItem('pattern')] } }),
      'cpu',
    );
    const slow = { ...output, keyframeIntervalS: 20 };
    const { isKeyAfterRequest, afterGap } = await page.evaluate(async (output) => {
      const { harness } = window;
      harness.connectEngine(10_000_000);
      harness.send({ kind: 'start-encoding', output });
      await harness.any('encoding-started');
      const { engine } = harness;
      if (!engine) throw new Error('no engine');
      while (engine.video.length < 10) await harness.next('sample');
      const before = engine.video.length;
      engine.requestKeyFrame();
      await harness.next('sample');
      const isKeyAfterRequest = engine.video.slice(before, before + 6).some(({ isKey }) => isKey);
      harness.connectEngine(0);
      await harness.next('sample');
      const starved = harness.engine;
      starved?.grant(10_000_000);
      await harness.next('sample');
      return { isKeyAfterRequest, afterGap: starved?.video.map(({ isKey }) => isKey) ?? [] };
    }, slow);
    expect(isKeyAfterRequest).toBe(true);
    expect(afterGap[0]).toBe(true);
    expect(afterGap.length).toBeGreaterThan(5);
  });

  it('starts the encoder again after an error, with a key frame, and gives up after five', async () => {
    const once = await page.evaluate((output) => window.encodeWithBreak(output, [10], 20), output);
    expect(once).toMatchObject({ restarts: 1, failed: null });
    expect(once.packets.filter(({ isKey }) => isKey)).toHaveLength(2);
    expect(once.packets.length).toBeGreaterThan(15);
    const often = await page.evaluate(
      (output) => window.encodeWithBreak(output, [1, 2, 3, 4, 5, 6, 7], 10),
      output,
    );
    expect(often).toMatchObject({ restarts: 5, failed: 'broken by the test' });
  });

  it('names what this browser encodes', async () => {
    await start(testCollection({ sources: [], canvas, scenes: { main: [] } }), 'cpu');
    const encoders = await page.evaluate(async () => {
      window.harness.send({ kind: 'probe-encoders' });
      return (await window.harness.any('encoders')).encoders;
    });
    const h264 = encoders.find(
      ({ codec, acceleration }) => codec === 'h264' && acceleration === 'software',
    );
    expect(h264).toMatchObject({ runsIn: 'page' });
    expect(h264?.maxWidth).toBeGreaterThanOrEqual(1920);
  });

  it('plays the sound of a media file ahead of the program clock', async () => {
    const sources = [{ kind: 'media', id: 'media', file: 'media.mp4' }];
    await start(
      testCollection({ sources, canvas, scenes: { main: [sourceItem('media')] } }),
      'cpu',
    );
    const sounds = await page.evaluate(async () => {
      const { port1, port2 } = new MessageChannel();
      const received: { timestampUs: number; aheadUs: number; frames: number; rate: number }[] = [];
      port1.onmessage = ({ data }) => {
        if (data.kind !== 'sound') return;
        const nowUs = (performance.timeOrigin + performance.now()) * 1000;
        const { timestampUs, sampleRate: rate, channels } = data;
        const frames = channels[0].length;
        received.push({ timestampUs, aheadUs: timestampUs - nowUs, frames, rate });
      };
      window.harness.send({ kind: 'set-sound-port', sourceId: 'media', port: port2 }, [port2]);
      for (let left = 3; left > 0; left -= 1) await window.harness.next('sample');
      return received;
    });
    const coveredUs = sounds.reduce((sum, { frames, rate }) => sum + (frames / rate) * 1e6, 0);
    expect(coveredUs).toBeGreaterThan(2_000_000);
    // One piece follows another, over the end of the one-second file, too.
    for (const [index, sound] of sounds.entries()) {
      const before = sounds[index - 1];
      if (before) expect(sound.timestampUs).toBeGreaterThan(before.timestampUs);
    }
    expect(sounds.filter(({ aheadUs }) => aheadUs > 0).length).toBeGreaterThan(sounds.length * 0.8);
    expect(Math.max(...sounds.map(({ aheadUs }) => aheadUs))).toBeLessThan(1_000_000);
  });
});
