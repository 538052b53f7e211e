/** What a source shows now. Owned by the source: a raster only looks at it during `compose`. */
export type Picture =
  /** Decoded or captured video. */
  | { readonly kind: 'frame'; readonly frame: VideoFrame }
  /** Pixels with alpha; `version` changes with them. */
  | {
      readonly kind: 'bitmap';
      readonly image: ImageBitmap | OffscreenCanvas;
      readonly version: number;
      /** Whether it stays as it is for long, so that a converted copy is worth keeping. */
      readonly isStill: boolean;
    }
  /** One colour, 0 to 255 a channel. */
  | { readonly kind: 'colour'; readonly rgba: readonly [number, number, number, number] };

let lastVersion = 0;

/** A number that no other picture has. */
export function nextPictureVersion(): number {
  lastVersion += 1;
  return lastVersion;
}

/** The picture's size in source pixels; null for a colour, which has none of its own. */
export function pictureSize(picture: Picture): { width: number; height: number } | null {
  switch (picture.kind) {
    case 'frame':
      return { width: picture.frame.displayWidth, height: picture.frame.displayHeight };
    case 'bitmap':
      return { width: picture.image.width, height: picture.image.height };
    case 'colour':
      return null;
  }
}

export function cssColour([red, green, blue, alpha]: readonly [
  number,
  number,
  number,
  number,
]): string {
  return `rgb(${red} ${green} ${blue} / ${alpha / 255})`;
}
