import { nextPictureVersion } from '../raster/picture.ts';
import type { Picture } from '../raster/picture.ts';
import type { Size } from '../raster/raster.ts';

/** The slate of a source that never gave a picture. */
export const slateSize: Size = { width: 1280, height: 720 };

/** What stands for a source that is gone: its last picture, dimmed, with its name. */
export function makeSlate(
  last: CanvasImageSource | null,
  { width, height }: Size,
  name: string,
): Picture {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context) {
    context.fillStyle = '#16181d';
    context.fillRect(0, 0, width, height);
    if (last) context.drawImage(last, 0, 0, width, height);
    context.fillStyle = 'rgb(0 0 0 / 0.6)';
    context.fillRect(0, 0, width, height);
    context.fillStyle = '#ffffff';
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.font = `600 ${Math.max(12, Math.round(height / 12))}px sans-serif`;
    context.fillText(name, width / 2, height / 2, width * 0.9);
  }
  return { kind: 'bitmap', image: canvas, version: nextPictureVersion(), isStill: true };
}
