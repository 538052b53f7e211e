import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';
import { chooseChromium } from '#cli/chromium/choose-chromium.ts';

/**
 * Makes the demo's media from nothing: `node scripts/make-demo-media.ts`. Needs ffmpeg and a
 * Chromium; the results are in the repository, so only a change of this file calls for it.
 */
const demo = (name: string): string =>
  fileURLToPath(new URL(`../resources/demo/${name}`, import.meta.url));

const seconds = 8;

/** Every wave turns a whole number of times in `seconds`, so that the loop has no seam. */
function turn(times: number): string {
  return `2*PI*${times}*T/${seconds}`;
}

const backdrop = [
  `r='26+40*(0.5+0.5*sin(X/90+${turn(1)}))*(0.5+0.5*sin(Y/60-${turn(1)}))+46*pow(0.5+0.5*sin((X+Y)/110-${turn(2)}),3)'`,
  `g='20+26*(0.5+0.5*sin(Y/70+${turn(1)}))+18*(0.5+0.5*sin((X-Y)/120+${turn(1)}))'`,
  `b='58+64*(0.5+0.5*sin((X+2*Y)/130+${turn(1)}))+30*(0.5+0.5*sin(X/80-${turn(2)}))'`,
].join(':');

/** A quiet chord that swells: A2, E3, A3 and C sharp 4, on whole eighths of a hertz. */
const chord = [
  [110, 0.05, 1],
  [164.75, 0.035, 2],
  [220, 0.03, 3],
  [277.25, 0.022, 2],
]
  .map(([hz, gain, swells]) => {
    const swell = `(0.6+0.4*sin(2*PI*${swells}*t/${seconds}))`;
    return `${gain}*sin(2*PI*${hz}*t)*${swell}`;
  })
  .join('+');

async function makeBackdrop(): Promise<void> {
  await promisify(execFile)('ffmpeg', [
    ...['-v', 'error', '-y'],
    ...['-f', 'lavfi', '-i', `nullsrc=s=320x180:r=30:d=${seconds},format=gbrp,geq=${backdrop}`],
    ...['-f', 'lavfi', '-i', `aevalsrc='${chord}|${chord}':s=48000:d=${seconds}`],
    ...['-vf', 'scale=1280:720:flags=bicubic,format=yuv420p', '-color_range', 'tv'],
    ...['-c:v', 'libx264', '-preset', 'veryslow', '-crf', '24', '-g', '60', '-bf', '2'],
    ...['-c:a', 'aac', '-b:a', '96k', '-movflags', '+faststart', '-map_metadata', '-1'],
    ...['-fflags', '+bitexact', demo('backdrop.mp4')],
  ]);
}

async function makeLogo(): Promise<void> {
  const { executable, env } = await chooseChromium(false);
  const browser = await chromium.launch({
    executablePath: executable,
    env: { ...process.env, ...env },
  });
  const page = await browser.newPage({ viewport: { width: 512, height: 512 } });
  await page.setContent(
    `<style>body{margin:0}svg{display:block}</style>${await readFile(demo('logo.svg'), 'utf8')}`,
  );
  await page.screenshot({ path: demo('logo.png'), omitBackground: true });
  await browser.close();
}

await Promise.all([makeBackdrop(), makeLogo()]);
