import { backoffDelayMs } from '#shared/lib/backoff.ts';
import type { Closable } from '#shared/lib/closable.ts';
import type { Clock } from '#shared/lib/clock.ts';
import type { Source } from '#shared/model/source.ts';
import { decodePageFrame, type PageFrame } from '#shared/protocol/page-frame.ts';
import type { ConnectionSource, PageFrameLink } from '../host/connection-source.ts';

export interface PageFramesOptions {
  readonly receive: ConnectionSource['receivePageFrames'];
  /** Takes over `bitmap`. */
  readonly onDidPaint: (sourceId: string, bitmap: ImageBitmap) => void;
  readonly clock: Clock;
  readonly random: () => number;
}

/** Pictures of browser-page sources from the host to the compositor, while there are such sources. */
export class PageFrames implements Closable {
  readonly #options: PageFramesOptions;
  /** The newest of each source: a page that stands still paints no more for a new compositor. */
  readonly #newest = new Map<string, PageFrame>();
  #link: PageFrameLink | undefined;
  #retry: Closable | undefined;
  #attempt = 0;

  constructor(options: PageFramesOptions) {
    this.#options = options;
  }

  setSources(sources: readonly Source[]): void {
    const pages = new Set(
      sources.filter(({ kind }) => kind === 'browser-page').map(({ id }) => id),
    );
    for (const id of this.#newest.keys()) if (!pages.has(id)) this.#newest.delete(id);
    if (pages.size > 0 && !this.#link && !this.#retry) this.#open();
  }

  /** Paints everything again. */
  repaint(): void {
    for (const frame of this.#newest.values()) void this.#paint(frame);
  }

  close(): void {
    this.#retry?.close();
    this.#link?.close();
    this.#newest.clear();
  }

  #open(): void {
    const link = this.#options.receive({
      onDidReceive: (message) => {
        this.#attempt = 0;
        const frame = decodePageFrame(message);
        this.#newest.set(frame.sourceId, frame);
        void this.#paint(frame).then(() => {
          link.take(frame.sourceId);
        });
      },
      onDidLose: () => {
        this.#link = undefined;
        this.#attempt += 1;
        const delayMs = backoffDelayMs(this.#attempt, this.#options.random);
        this.#retry = this.#options.clock.after(delayMs, () => {
          this.#retry = undefined;
          this.#open();
        });
      },
    });
    this.#link = link;
  }

  async #paint(frame: PageFrame): Promise<void> {
    try {
      const bitmap = await toBitmap(frame);
      if (this.#newest.has(frame.sourceId)) this.#options.onDidPaint(frame.sourceId, bitmap);
      else bitmap.close();
    } catch {
      // A picture that cannot be read is as good as none: the last one stays.
    }
  }
}

async function toBitmap({ encoding, width, height, bytes }: PageFrame): Promise<ImageBitmap> {
  return createImageBitmap(
    encoding === 'bgra'
      ? new ImageData(straightRgba(bytes), width, height)
      : new Blob([new Uint8Array(bytes)], { type: `image/${encoding}` }),
  );
}

/** ImageData wants red first, and colours that alpha was not multiplied into. */
export function straightRgba(bgra: Uint8Array): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(bgra.length);
  for (let index = 0; index < bgra.length; index += 4) {
    const alpha = bgra[index + 3] ?? 0;
    const scale = alpha === 0 ? 0 : 255 / alpha;
    rgba[index] = (bgra[index + 2] ?? 0) * scale;
    rgba[index + 1] = (bgra[index + 1] ?? 0) * scale;
    rgba[index + 2] = (bgra[index] ?? 0) * scale;
    rgba[index + 3] = alpha;
  }
  return rgba;
}
