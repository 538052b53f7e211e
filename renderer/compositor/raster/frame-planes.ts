import { convertPlanes, yuvConversion } from './plane-colour.ts';
import { newPlanes } from './planes.ts';
import type { Planes } from './planes.ts';

const plainFormats: readonly (string | null)[] = ['I420', 'NV12'];

/** Whether the frame's samples can be had without a detour over RGB. */
export function hasPlanes(frame: VideoFrame): boolean {
  const { rotation = 0, flip = false } = frame as { rotation?: number; flip?: boolean };
  return (
    plainFormats.includes(frame.format) &&
    rotation === 0 &&
    !flip &&
    yuvConversion(frame.colorSpace, frame.codedHeight) !== null
  );
}

/**
 * Frames as BT.709 limited samples. A frame is read once, however often and in however many program
 * frames it is drawn; memory is used again.
 */
export class FrameReader {
  #used = new Map<VideoFrame, Planes>();
  #before = new Map<VideoFrame, Planes>();
  readonly #free: Planes[] = [];
  #interleaved = new Uint8Array(0);

  /** The visible part of a frame that `hasPlanes`; good until `endFrame`. Not to be written. */
  async read(frame: VideoFrame): Promise<Planes> {
    const known = this.#used.get(frame);
    if (known) return known;
    const kept = this.#before.get(frame);
    const planes = kept ?? (await this.#copy(frame));
    this.#before.delete(frame);
    this.#used.set(frame, planes);
    return planes;
  }

  /** Forgets the frames that were not read since the last time. */
  endFrame(): void {
    // A window that is being resized comes in every size: not all of them are worth keeping.
    this.#free.length = 0;
    this.#free.push(...this.#before.values());
    const unused = this.#before;
    unused.clear();
    this.#before = this.#used;
    this.#used = unused;
  }

  async #copy(frame: VideoFrame): Promise<Planes> {
    // Asked first: the frame may be closed while it is copied.
    const conversion = yuvConversion(frame.colorSpace, frame.codedHeight);
    const { width, height } = visibleSize(frame);
    const planes = this.#take(width, height);
    if (frame.format === 'I420') {
      await frame.copyTo(planes.data, { layout: [...planes.layout] });
    } else {
      await this.#copyInterleaved(frame, planes);
    }
    if (conversion && conversion !== 'none') convertPlanes(planes, conversion);
    return planes;
  }

  async #copyInterleaved(frame: VideoFrame, planes: Planes): Promise<void> {
    const { width, chromaWidth, chromaHeight, y, u, v } = planes;
    const bytes = y.length + 2 * chromaWidth * chromaHeight;
    if (this.#interleaved.byteLength < bytes) this.#interleaved = new Uint8Array(bytes);
    const data = this.#interleaved;
    await frame.copyTo(data, {
      layout: [
        { offset: 0, stride: width },
        { offset: y.length, stride: 2 * chromaWidth },
      ],
    });
    y.set(data.subarray(0, y.length));
    for (let index = 0, at = y.length; index < u.length; index += 1, at += 2) {
      u[index] = data[at] as number;
      v[index] = data[at + 1] as number;
    }
  }

  #take(width: number, height: number): Planes {
    const index = this.#free.findIndex(
      (planes) => planes.width === width && planes.height === height,
    );
    return index < 0
      ? newPlanes(width, height)
      : (this.#free.splice(index, 1)[0] ?? newPlanes(width, height));
  }
}

export function visibleSize(frame: VideoFrame): { width: number; height: number } {
  return frame.visibleRect ?? { width: frame.codedWidth, height: frame.codedHeight };
}
