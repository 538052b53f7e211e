import type { Picture } from './picture.ts';
import { overlayFromRgba } from './plane-blend.ts';
import type { Overlay } from './plane-blend.ts';
import type { Placement } from './plane-place.ts';

type Bitmap = Extract<Picture, { kind: 'bitmap' }>;

/** Still pictures as they lie on the program: converted when they change, kept while they are used. */
export class OverlayCache {
  #used = new Map<string, Overlay>();
  #before = new Map<string, Overlay>();

  get(picture: Bitmap, { source, target }: Placement, opacity: number): Overlay {
    const key = [
      picture.version,
      opacity,
      ...[source, target].flatMap((rect) => [rect.x, rect.y, rect.width, rect.height]),
    ].join(':');
    const overlay =
      this.#used.get(key) ?? this.#before.get(key) ?? this.#make(picture, source, target, opacity);
    this.#used.set(key, overlay);
    return overlay;
  }

  /** Forgets what the frame did not use. */
  endFrame(): void {
    const unused = this.#before;
    unused.clear();
    this.#before = this.#used;
    this.#used = unused;
  }

  #make(
    picture: Bitmap,
    source: Placement['source'],
    target: Placement['target'],
    opacity: number,
  ): Overlay {
    const { width, height } = target;
    const context = new OffscreenCanvas(width, height).getContext('2d', {
      willReadFrequently: true,
    });
    if (!context) throw new Error('This browser has no Canvas2D in workers.');
    context.imageSmoothingQuality = 'high';
    const { x, y } = source;
    context.drawImage(picture.image, x, y, source.width, source.height, 0, 0, width, height);
    return overlayFromRgba(target, context.getImageData(0, 0, width, height).data, opacity);
  }
}
