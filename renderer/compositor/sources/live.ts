import type { Source } from '#shared/model/source.ts';
import { nextPictureVersion } from '../raster/picture.ts';
import type { Picture } from '../raster/picture.ts';
import type { SourceShape } from '../scene/draw-list.ts';
import type { LiveInput, PictureSource, SourceContext } from './picture-source.ts';
import { makeSlate } from './slate.ts';

/** Where a source that was never seen stands until its first picture. */
interface Held {
  readonly picture: Picture;
  readonly shape: SourceShape;
  readonly release: () => void;
}

/**
 * A camera, display, window or browser page: the page sends what it gets, and only the newest is kept.
 * When it ends, its last picture stays, dimmed, with its name, until new ones come.
 */
export class LiveSource implements PictureSource, LiveInput {
  readonly #source: Source;
  readonly #context: SourceContext;
  #held: Held | null = null;
  #reader: ReadableStreamDefaultReader<VideoFrame> | null = null;
  #isClosed = false;

  constructor(source: Source, context: SourceContext) {
    this.#source = source;
    this.#context = context;
  }

  get shape(): SourceShape | null {
    return this.#held?.shape ?? null;
  }

  picture(): Picture | null {
    return this.#held?.picture ?? null;
  }

  setOnAir(): void {
    // The page decides which devices are open.
  }

  setFrames(frames: ReadableStream<VideoFrame>): void {
    void this.#reader?.cancel().catch(() => undefined);
    const reader = frames.getReader();
    this.#reader = reader;
    this.#context.onTrouble(null);
    void this.#read(reader);
  }

  setPicture(bitmap: ImageBitmap): void {
    if (this.#isClosed) {
      bitmap.close();
      return;
    }
    const { width, height } = bitmap;
    if (this.#held?.picture.kind !== 'bitmap') this.#context.onTrouble(null);
    this.#hold({
      picture: { kind: 'bitmap', image: bitmap, version: nextPictureVersion(), isStill: false },
      shape: { width, height, isOpaque: false },
      release: () => {
        bitmap.close();
      },
    });
  }

  lose(trouble: string): void {
    void this.#reader?.cancel().catch(() => undefined);
    this.#reader = null;
    this.#dim(trouble);
  }

  close(): void {
    this.#isClosed = true;
    void this.#reader?.cancel().catch(() => undefined);
    this.#reader = null;
    this.#held?.release();
    this.#held = null;
  }

  async #read(reader: ReadableStreamDefaultReader<VideoFrame>): Promise<void> {
    try {
      for (;;) {
        const { value: frame, done } = await reader.read();
        if (this.#reader !== reader) {
          frame?.close();
          return;
        }
        if (done) break;
        this.#hold({
          picture: { kind: 'frame', frame },
          shape: { width: frame.displayWidth, height: frame.displayHeight, isOpaque: true },
          release: () => {
            frame.close();
          },
        });
      }
    } catch {
      // Ended like any other end.
    }
    if (this.#reader === reader) this.lose(`${this.#context.name()} stopped giving pictures`);
  }

  #dim(trouble: string): void {
    if (this.#isClosed) return;
    this.#context.onTrouble(trouble);
    const held = this.#held;
    const size = held?.shape ?? defaultSize(this.#source);
    const last =
      held?.picture.kind === 'frame'
        ? held.picture.frame
        : held?.picture.kind === 'bitmap'
          ? held.picture.image
          : null;
    this.#hold({
      picture: makeSlate(last, size, this.#context.name()),
      shape: { width: size.width, height: size.height, isOpaque: true },
      release: () => undefined,
    });
  }

  #hold(held: Held): void {
    const before = this.#held;
    this.#held = held;
    before?.release();
    if (
      before?.shape.width !== held.shape.width ||
      before.shape.height !== held.shape.height ||
      before.shape.isOpaque !== held.shape.isOpaque
    ) {
      this.#context.onDidChangeShape();
    }
  }
}

function defaultSize(source: Source): { width: number; height: number } {
  return 'width' in source
    ? { width: source.width, height: source.height }
    : { width: 1920, height: 1080 };
}
