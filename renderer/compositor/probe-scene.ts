import type { DrawOp } from './scene/draw-list.ts';
import { identity } from './scene/matrix.ts';
import type { Picture } from './raster/picture.ts';
import type { Size } from './raster/raster.ts';

/** A video frame as decoders give it. */
export function probePicture({ width, height }: Size): Picture {
  const data = new Uint8Array((width * height * 3) / 2).fill(128);
  return {
    kind: 'frame',
    frame: new VideoFrame(data, {
      format: 'I420',
      codedWidth: width,
      codedHeight: height,
      timestamp: 0,
      colorSpace: { primaries: 'bt709', transfer: 'bt709', matrix: 'bt709', fullRange: false },
    }),
  };
}

/** A full-screen video, and one turned a little in the corner, which takes every pixel through RGB. */
export function probeOps({ width, height }: Size): readonly DrawOp[] {
  const base = {
    kind: 'picture',
    sourceId: 'probe',
    crop: { x: 0, y: 0, width, height },
    opacity: 1,
    blendMode: 'normal',
    clips: [],
  } as const;
  const turned = { a: 0.3, b: 0.02, c: -0.02, d: 0.3, e: width * 0.6, f: height * 0.6 };
  return [
    { ...base, matrix: identity },
    { ...base, matrix: turned },
  ];
}
