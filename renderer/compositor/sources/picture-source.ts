import type { Clock } from '#shared/lib/clock.ts';
import type { Closable } from '#shared/lib/closable.ts';
import type { Picture } from '../raster/picture.ts';
import type { SourceShape } from '../scene/draw-list.ts';

/** What gives a scene item its picture. Lives from the first scene that shows it to its removal. */
export interface PictureSource extends Closable {
  /** Null while it is not known. */
  readonly shape: SourceShape | null;
  /** What it shows in the frame at `nowUs`; good until the next call. */
  picture(nowUs: number): Picture | null;
  /** A source that is not seen may rest; it goes on where the program clock says. */
  setOnAir(isOnAir: boolean): void;
}

/** What a kind of source may reach. */
export interface SourceContext {
  /** `${mediaBase}${sourceId}` is the source's file, with Range requests. */
  readonly mediaBase: string;
  /** As the document has it now. */
  readonly name: () => string;
  readonly clock: Pick<Clock, 'after'>;
  /** The program clock. */
  readonly nowUs: () => number;
  /** Null: it is well again. */
  readonly onTrouble: (trouble: string | null) => void;
  readonly onDidChangeShape: () => void;
}

/** Takes what the page sends for sources that live there. */
export interface LiveInput {
  setFrames(frames: ReadableStream<VideoFrame>): void;
  setPicture(bitmap: ImageBitmap): void;
  lose(trouble: string): void;
}

export interface SoundInput {
  setSoundPort(port: MessagePort): void;
}

/** A source that never changes: what every frame of it shows. */
export function stillSource(shape: SourceShape | null, picture: Picture | null): PictureSource {
  return {
    shape,
    picture: () => picture,
    setOnAir: () => undefined,
    close: () => undefined,
  };
}
