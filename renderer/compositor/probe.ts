import { CpuRaster } from './raster/cpu-raster.ts';
import type { Picture } from './raster/picture.ts';
import type { Raster, Size } from './raster/raster.ts';
import { Webgl2Raster } from './raster/webgl2-raster.ts';
import { probeOps, probePicture } from './probe-scene.ts';

export interface ChosenRaster {
  readonly raster: Raster;
  /** What a frame took, with the pixels read back as a software encoder would; empty without a probe. */
  readonly probeMs: Readonly<Record<string, number>>;
}

const timedFrames = 6;
/** A back end that takes longer than this for a frame is not timed further. */
const hopelessMs = 200;

/** Throws `RasterLostError` where the back end does not exist. */
export function makeRaster(backEnd: Raster['backEnd'], size: Size): Raster {
  return backEnd === 'cpu' ? new CpuRaster(size) : new Webgl2Raster(size);
}

/** The back end that was asked for, where it exists, or the faster one on this machine. */
export async function chooseRaster(
  size: Size,
  wanted: Raster['backEnd'] | 'probe',
): Promise<ChosenRaster> {
  const cpu = new CpuRaster(size);
  if (wanted === 'cpu') return { raster: cpu, probeMs: {} };
  const webgl2 = tryWebgl2(size);
  if (!webgl2) return { raster: cpu, probeMs: {} };
  if (wanted === 'webgl2') return { raster: webgl2, probeMs: {} };
  const probeMs = { cpu: await timeRaster(cpu, size), webgl2: await timeRaster(webgl2, size) };
  const [chosen, other] = probeMs.cpu <= probeMs.webgl2 ? [cpu, webgl2] : [webgl2, cpu];
  other.close();
  return { raster: chosen, probeMs };
}

function tryWebgl2(size: Size): Webgl2Raster | null {
  try {
    return new Webgl2Raster(size);
  } catch {
    return null;
  }
}

/** The best of a few frames: what else the machine does at start must not decide. */
async function timeRaster(raster: Raster, size: Size): Promise<number> {
  const picture = probePicture(size);
  let bestMs = Number.POSITIVE_INFINITY;
  try {
    const ops = probeOps(size);
    for (let left = timedFrames; left > 0; left -= 1) {
      const start = performance.now();
      await composeAndRead(raster, ops, picture);
      const ms = performance.now() - start;
      bestMs = Math.min(bestMs, ms);
      if (ms > hopelessMs && left < timedFrames) break;
    }
    return bestMs;
  } catch {
    return Number.POSITIVE_INFINITY;
  } finally {
    if (picture.kind === 'frame') picture.frame.close();
  }
}

async function composeAndRead(
  raster: Raster,
  ops: ReturnType<typeof probeOps>,
  picture: Picture,
): Promise<void> {
  const frame = await raster.compose(ops, () => picture, { timestampUs: 0, durationUs: 0 });
  try {
    await frame.copyTo(new Uint8Array(frame.allocationSize()));
  } finally {
    frame.close();
  }
}
