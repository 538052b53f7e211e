import { extname } from 'node:path';

type Types = Readonly<Record<string, string>>;

/** By the end of a file's name: what is offered in file dialogs and served to pages. */
export const mediaTypes: { readonly media: Types; readonly image: Types } = {
  media: {
    mp4: 'video/mp4',
    m4v: 'video/mp4',
    mov: 'video/quicktime',
    mkv: 'video/x-matroska',
    webm: 'video/webm',
    ts: 'video/mp2t',
    m4a: 'audio/mp4',
    aac: 'audio/aac',
    mp3: 'audio/mpeg',
    ogg: 'audio/ogg',
    opus: 'audio/ogg',
    flac: 'audio/flac',
    wav: 'audio/wav',
  },
  image: {
    png: 'image/png',
    jpg: 'image/jpeg',
    jpeg: 'image/jpeg',
    gif: 'image/gif',
    webp: 'image/webp',
    avif: 'image/avif',
    bmp: 'image/bmp',
    svg: 'image/svg+xml',
  },
};

/** Null for a file that is none of its kind. */
export function mediaTypeOf(kind: 'media' | 'image', path: string): string | null {
  const extension = extname(path).slice(1).toLowerCase();
  return Object.hasOwn(mediaTypes[kind], extension) ? (mediaTypes[kind][extension] ?? null) : null;
}
