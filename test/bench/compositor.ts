import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import type { CompositorSample } from '#shared/model/broadcast.ts';
import type { SceneCollection } from '#shared/model/scene-collection.ts';
import { openCompositorBrowser } from '#test/support/compositor-browser.ts';
import { sourceItem, testCollection, testOutput } from '#test/support/compositor-scenes.ts';
import { ProcessTree } from './process-tree.ts';
import { benchMedia } from './program-media.ts';
import { program } from './program-scene.ts';

/**
 * Milliseconds a frame of each back end by what it draws, then the CPU of the whole browser for the
 * program's scene with its encoder: `npm run bench -- compositor [--seconds 30]`.
 */
const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '30' } },
  allowPositionals: true,
  strict: false,
});
const seconds = Number(values.seconds);
const settleSeconds = 3;

const sources = [
  { kind: 'media', id: 'full', file: 'full.mp4' },
  { kind: 'media', id: 'inset', file: 'inset.mp4' },
  { kind: 'image', id: 'logo', file: 'logo.png' },
  { kind: 'text', id: 'text', text: 'Tallylight' },
  { kind: 'test-pattern', id: 'pattern' },
];
const { scale: logoScale, ...logoPlace } = program.logo;
const logo = sourceItem('logo', { ...logoPlace, scaleX: logoScale, scaleY: logoScale });
const full = sourceItem('full');
const inset = sourceItem('inset', program.inset);
const insets = Array.from({ length: 7 }, (_, index) =>
  sourceItem('inset', { x: 40 + 260 * index, y: 700, scaleX: 0.39, scaleY: 0.39 }),
);
const target = testCollection({ sources, scenes: { main: [full, inset, logo] } });
const scenes: Readonly<Record<string, SceneCollection>> = {
  '1 layer: video': testCollection({ sources, scenes: { main: [full] } }),
  '3 layers: video, inset, logo': target,
  '3 layers, inset turned 10°': testCollection({
    sources,
    scenes: { main: [full, sourceItem('inset', { ...program.inset, rotationDeg: 10 }), logo] },
  }),
  '10 layers: video, 8 insets, logo': testCollection({
    sources,
    scenes: { main: [full, inset, ...insets, logo] },
  }),
  'test pattern': testCollection({ sources, scenes: { main: [sourceItem('pattern')] } }),
};

const media = await benchMedia();
const browser = await openCompositorBrowser(['--disable-gpu']);
try {
  const { page, server } = browser;
  server.setMedia('full', media.full);
  server.setMedia('inset', media.inset);
  server.setMedia('logo', media.logo);
  console.log('ms a frame (p95), 1080p');
  for (const [name, collection] of Object.entries(scenes)) {
    for (const backEnd of ['cpu', 'webgl2'] as const) {
      await run(page, backEnd, collection, false);
      await pause(settleSeconds);
      const { composeMsP95 } = await nextSample(page);
      console.log(
        `  ${name.padEnd(34)} ${backEnd.padEnd(7)} ${composeMsP95.toFixed(1).padStart(6)}`,
      );
    }
  }
  await run(page, 'cpu', target, true);
  await pause(settleSeconds);
  const tree = new ProcessTree(browser.processId);
  const before = await nextSample(page);
  const cpuBefore = await tree.sample();
  const startedAt = performance.now();
  await pause(seconds);
  const after = await nextSample(page);
  const elapsed = (performance.now() - startedAt) / 1000;
  const cores = ((await tree.sample()) - cpuBefore) / elapsed;
  tree.close();
  const composed = after.framesComposed - before.framesComposed;
  const lagged = after.framesLagged - before.framesLagged;
  const encoded = after.framesEncoded - before.framesEncoded;
  console.log(`program scene with encoder, ${elapsed.toFixed(0)} s: ${cores.toFixed(2)} CPU cores`);
  console.log(`  composed ${composed}, lagged ${lagged}, encoded ${encoded}`);
  console.log(`  ${((100 * encoded) / (elapsed * program.fps)).toFixed(2)} % of frames`);
} finally {
  await browser.close();
}

async function run(
  page: Page,
  backEnd: 'cpu' | 'webgl2',
  collection: SceneCollection,
  isEncoding: boolean,
): Promise<void> {
  const output = testOutput({ videoBitrateKbps: program.videoBitrateKbps, fps: program.fps });
  await page.evaluate(
    async ([output, backEnd, collection, isEncoding]) => {
      const harness = window.newHarness();
      harness.send({ kind: 'init', output, mediaBase: '/media/', backEnd });
      await harness.any('ready');
      harness.send({ kind: 'set-collection', collection });
      if (!isEncoding) return;
      harness.connectEngine(2 ** 31);
      harness.send({ kind: 'start-encoding', output });
      await harness.any('encoding-started');
    },
    [output, backEnd, collection, isEncoding] as const,
  );
}

function nextSample(page: Page): Promise<CompositorSample> {
  return page.evaluate(async () => (await window.harness.next('sample')).sample);
}

function pause(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}
