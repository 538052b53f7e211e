/**
 * The media channel's wire format: what a page and the engine exchange (docs/media-channel.md).
 * One frame a message; integers are big-endian. The transport keeps message boundaries.
 *
 * | offset | bytes | field |
 * |---|---|---|
 * | 0 | 1 | version, 1 |
 * | 1 | 1 | kind |
 * | 2 | 1 | flags: bit 0 key frame |
 * | 3 | 1 | rendition or track |
 * | 4 | 8 | timestamp, µs on the program clock, signed |
 * | 12 | 4 | duration, µs |
 * | 16 | 4 | payload length, bytes |
 * | 20 | n | payload |
 */
export const mediaFrameVersion = 1;
export const mediaFrameHeaderBytes = 20;
export const maxMediaPayloadBytes = 16 * 1024 * 1024;

export const mediaFrameKinds = {
  /** Payload: UTF-8 JSON of `videoFormatSchema` preceded by its length (u32), then the decoder configuration record. */
  videoFormat: 1,
  /** Payload: one access unit. */
  video: 2,
  /** Payload: interleaved float32 little-endian PCM, 48 kHz stereo. */
  pcm: 3,
  /** Engine to page. Payload: u32, bytes of payload that the page may send beyond what it already may. */
  credit: 4,
  /** Engine to page. Payload empty: the next video frame of this rendition must be a key frame. */
  keyFrameRequest: 5,
} as const;
export type MediaFrameKind = keyof typeof mediaFrameKinds;

export interface MediaFrame {
  readonly kind: MediaFrameKind;
  readonly isKey: boolean;
  /** Rendition of video, track of audio. */
  readonly index: number;
  readonly timestampUs: number;
  readonly durationUs: number;
  readonly payload: Uint8Array;
}

export class MediaFrameError extends Error {
  override readonly name = 'MediaFrameError';
}

const kindsByNumber = new Map(
  Object.entries(mediaFrameKinds).map(([kind, number]) => [number, kind as MediaFrameKind]),
);

export function encodeMediaFrame(frame: MediaFrame): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(mediaFrameHeaderBytes + frame.payload.byteLength);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, mediaFrameVersion);
  view.setUint8(1, mediaFrameKinds[frame.kind]);
  view.setUint8(2, frame.isKey ? 1 : 0);
  view.setUint8(3, frame.index);
  view.setBigInt64(4, BigInt(Math.round(frame.timestampUs)));
  view.setUint32(12, frame.durationUs);
  view.setUint32(16, frame.payload.byteLength);
  bytes.set(frame.payload, mediaFrameHeaderBytes);
  return bytes;
}

/** Throws `MediaFrameError` for anything that `encodeMediaFrame` does not make. The payload is a view. */
export function decodeMediaFrame(bytes: Uint8Array): MediaFrame {
  if (bytes.byteLength < mediaFrameHeaderBytes) {
    throw new MediaFrameError(
      `media frame of ${bytes.byteLength} bytes is shorter than its header`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = view.getUint8(0);
  if (version !== mediaFrameVersion) throw new MediaFrameError(`media frame version ${version}`);
  const kind = kindsByNumber.get(view.getUint8(1) as 1);
  if (!kind) throw new MediaFrameError(`media frame kind ${view.getUint8(1)}`);
  const length = view.getUint32(16);
  if (length > maxMediaPayloadBytes) throw new MediaFrameError(`media payload of ${length} bytes`);
  if (length !== bytes.byteLength - mediaFrameHeaderBytes) {
    throw new MediaFrameError(
      `media payload length says ${length}, frame holds ${bytes.byteLength - mediaFrameHeaderBytes}`,
    );
  }
  const timestampUs = Number(view.getBigInt64(4));
  if (!Number.isSafeInteger(timestampUs)) throw new MediaFrameError('media timestamp out of range');
  return {
    kind,
    isKey: (view.getUint8(2) & 1) === 1,
    index: view.getUint8(3),
    timestampUs,
    durationUs: view.getUint32(12),
    payload: bytes.subarray(mediaFrameHeaderBytes),
  };
}
