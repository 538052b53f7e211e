import type { SourceOf } from '#shared/model/source.ts';
import { nextPictureVersion } from '../raster/picture.ts';
import type { Picture } from '../raster/picture.ts';
import type { SourceShape } from '../scene/draw-list.ts';
import { pngSize } from './png-size.ts';
import type { PictureSource, SourceContext } from './picture-source.ts';
import { Retry } from './retry.ts';
import { makeSlate, slateSize } from './slate.ts';

const maxSidePx = 16_384;

class ImageTroubleError extends Error {
  override readonly name = 'ImageTroubleError';
}

/** A picture file. An animated one shows its first frame. */
export class ImageSource implements PictureSource {
  readonly #source: SourceOf<'image'>;
  readonly #context: SourceContext;
  readonly #retry: Retry;
  #bitmap: ImageBitmap | null = null;
  #picture: Picture;
  #shape: SourceShape | null = null;

  constructor(source: SourceOf<'image'>, context: SourceContext) {
    this.#source = source;
    this.#context = context;
    this.#picture = { kind: 'colour', rgba: [0, 0, 0, 0] };
    this.#retry = new Retry({
      clock: context.clock,
      attempt: (signal) => this.#load(signal),
      onFailure: (error) => {
        this.#fail(error);
      },
    });
  }

  get shape(): SourceShape | null {
    return this.#shape;
  }

  picture(): Picture {
    return this.#picture;
  }

  setOnAir(): void {
    // Nothing to rest.
  }

  close(): void {
    this.#retry.close();
    this.#bitmap?.close();
    this.#bitmap = null;
  }

  async #load(signal: AbortSignal): Promise<void> {
    const bitmap = await loadBitmap(`${this.#context.mediaBase}${this.#source.id}`, signal);
    if (signal.aborted) {
      bitmap.close();
      return;
    }
    this.#bitmap?.close();
    this.#bitmap = bitmap;
    this.#show(
      { kind: 'bitmap', image: bitmap, version: nextPictureVersion(), isStill: true },
      { width: bitmap.width, height: bitmap.height, isOpaque: false },
    );
    this.#context.onTrouble(null);
  }

  #fail(error: unknown): void {
    const reason =
      error instanceof ImageTroubleError ? error.message : 'the file cannot be reached';
    this.#context.onTrouble(`${this.#source.file}: ${reason}`);
    if (!this.#bitmap) {
      this.#show(makeSlate(null, slateSize, this.#context.name()), {
        ...slateSize,
        isOpaque: true,
      });
    }
  }

  #show(picture: Picture, shape: SourceShape): void {
    this.#picture = picture;
    this.#shape = shape;
    this.#context.onDidChangeShape();
  }
}

async function loadBitmap(url: string, signal: AbortSignal): Promise<ImageBitmap> {
  const response = await fetch(url, { signal });
  if (response.status === 404) throw new ImageTroubleError('there is no such file');
  if (!response.ok) throw new ImageTroubleError(`reading it failed (HTTP ${response.status})`);
  const blob = await response.blob();
  // Asked before decoding: the pixels of a picture that large may not fit into memory.
  const stated = pngSize(new Uint8Array(await blob.slice(0, 24).arrayBuffer()));
  if (stated) refuseTooLarge(stated);
  const bitmap = await createImageBitmap(blob).catch((cause: unknown) => {
    throw new ImageTroubleError('not a picture that can be decoded', { cause });
  });
  try {
    refuseTooLarge(bitmap);
  } catch (error) {
    bitmap.close();
    throw error;
  }
  return bitmap;
}

function refuseTooLarge({ width, height }: { width: number; height: number }): void {
  if (width <= maxSidePx && height <= maxSidePx) return;
  throw new ImageTroubleError(
    `${width}x${height} pixels is too large; at most ${maxSidePx} a side can be shown`,
  );
}
