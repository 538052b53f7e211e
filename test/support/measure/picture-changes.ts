import { decodeLuma } from './decode.ts';

export interface PictureChanges {
  readonly frames: number;
  /** Frames that differ from the one before by more than what an encoder makes of a still picture. */
  readonly changed: number;
}

/** Sample points a row and a column. */
const grid = 64;
/** Of 255: how much a point must change to count, and how many points of the grid must. */
const pointStep = 24;
const leastPoints = 8;

/** Counts the frames of a file in which something moved. Decoding errors throw. */
export async function countPictureChanges(file: string): Promise<PictureChanges> {
  let frames = 0;
  let changed = 0;
  let previous: Uint8Array | undefined;
  await decodeLuma(file, ({ luma, width, height, stride }) => {
    const points = new Uint8Array(grid * grid);
    for (let index = 0; index < points.length; index++) {
      const x = Math.floor((((index % grid) + 0.5) / grid) * width);
      const y = Math.floor(((Math.floor(index / grid) + 0.5) / grid) * height);
      points[index] = luma[y * stride + x] ?? 0;
    }
    const before = previous;
    if (before) {
      const moved = points.filter(
        (value, index) => Math.abs(value - (before[index] ?? 0)) > pointStep,
      ).length;
      if (moved >= leastPoints) changed++;
    }
    previous = points;
    frames++;
  });
  return { frames, changed };
}
