import { execFile } from 'node:child_process';
import { access, mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { cacheFolder } from '#cli/chromium/npm-chromium.ts';
import { counterBand, counterBits, counterCells } from '#shared/model/test-pattern.ts';

export interface BenchMedia {
  /** 1080p30, 12 Mb/s, with the test pattern's counter, so that pictures can be told apart. */
  readonly full: string;
  /** 640x360. */
  readonly inset: string;
  readonly logo: string;
}

/** Files loop after this many seconds. */
const loopSeconds = 20;
/** Counters up to 1023 are in the low ten bits, which keeps the checksum's expression short. */
const usedBits = 10;

/** The benchmark's three layers, made once into the cache folder. Takes about a minute then. */
export async function benchMedia(): Promise<BenchMedia> {
  const folder = join(cacheFolder(), 'bench');
  await mkdir(folder, { recursive: true });
  const full = join(folder, `full-${loopSeconds}s.mp4`);
  const inset = join(folder, `inset-${loopSeconds}s.mp4`);
  await make(full, 'testsrc2=s=1920x1080', `noise=alls=14:allf=t,${counterBoxes()}`, '12M');
  await make(inset, 'mandelbrot=s=640x360', 'noise=alls=6:allf=t', '2M');
  return {
    full,
    inset,
    logo: fileURLToPath(new URL('../../resources/demo/logo.png', import.meta.url)),
  };
}

/** One box a cell, lit by its bit of the frame's number (shared/model/test-pattern). */
function counterBoxes(): string {
  const bit = (index: number): string =>
    index < usedBits ? `mod(floor(n/${2 ** index})\\,2)` : '0';
  const box = (cell: number, colour: string, lit: string): string => {
    const left = Math.round((1920 * cell) / counterCells);
    const width = Math.round((1920 * (cell + 1)) / counterCells) - left;
    const place = `x=${left}:y=${counterBand.y * 1080}:w=${width}:h=${counterBand.height * 1080}`;
    return `drawbox=${place}:color=${colour}:t=fill:enable='${lit}'`;
  };
  const band = `drawbox=x=0:y=${counterBand.y * 1080}:w=1920:h=${counterBand.height * 1080}:color=black:t=fill`;
  const cells = Array.from({ length: counterCells }, (_, cell) => {
    if (cell < counterBits) return box(cell, 'white', bit(counterBits - 1 - cell));
    const low = counterCells - 1 - cell;
    return box(cell, 'white', `eq(${bit(low)}\\,${bit(low + 8)})`);
  });
  return [band, ...cells].join(',');
}

async function make(file: string, source: string, filter: string, bitrate: string): Promise<void> {
  const made = await access(file).then(
    () => true,
    () => false,
  );
  if (made) return;
  console.log(`Making ${file} ...`);
  const draft = file.replace('.mp4', '.draft.mp4');
  await promisify(execFile)('ffmpeg', [
    ...['-v', 'error', '-y', '-f', 'lavfi', '-i', `${source}:r=30,trim=duration=${loopSeconds}`],
    ...[
      '-f',
      'lavfi',
      '-i',
      `sine=f=440:r=48000:d=${loopSeconds}`,
      '-vf',
      `${filter},format=yuv420p`,
    ],
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-b:v', bitrate, '-maxrate', bitrate],
    ...['-bufsize', bitrate, '-g', '60', '-c:a', 'aac', '-b:a', '128k', '-ac', '2', draft],
  ]);
  await rename(draft, file);
}
