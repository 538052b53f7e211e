import { z } from 'zod';

/**
 * One picture of a browser-page source on its way from the host to the page (docs/media-channel.md):
 * a big-endian u32, the length of the JSON header; the header; the picture's bytes. The transport
 * keeps message boundaries.
 */
export const pageFrameHeaderSchema = z.strictObject({
  sourceId: z.string().min(1).max(64),
  width: z.int().min(1).max(8192),
  height: z.int().min(1).max(8192),
  /** `bgra` is raw and premultiplied, 4 bytes a pixel, rows without padding. */
  encoding: z.enum(['png', 'jpeg', 'bgra']),
});
export type PageFrameHeader = z.infer<typeof pageFrameHeaderSchema>;

export interface PageFrame extends PageFrameHeader {
  readonly bytes: Uint8Array;
}

export class PageFrameError extends Error {
  override readonly name = 'PageFrameError';
}

const lengthBytes = 4;
const maxHeaderBytes = 4096;

export function encodePageFrame({ bytes, ...header }: PageFrame): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const message = new Uint8Array(lengthBytes + text.byteLength + bytes.byteLength);
  new DataView(message.buffer).setUint32(0, text.byteLength);
  message.set(text, lengthBytes);
  message.set(bytes, lengthBytes + text.byteLength);
  return message;
}

/** Throws `PageFrameError` for anything that `encodePageFrame` does not make. `bytes` is a view. */
export function decodePageFrame(message: Uint8Array): PageFrame {
  if (message.byteLength < lengthBytes) throw new PageFrameError('page frame without a header');
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  const headerBytes = view.getUint32(0);
  if (headerBytes > maxHeaderBytes || headerBytes > message.byteLength - lengthBytes) {
    throw new PageFrameError(`page frame header of ${headerBytes} bytes`);
  }
  const header = pageFrameHeaderSchema.safeParse(
    parseJson(message.subarray(lengthBytes, lengthBytes + headerBytes)),
  );
  if (!header.success) throw new PageFrameError('page frame header', { cause: header.error });
  const bytes = message.subarray(lengthBytes + headerBytes);
  const { width, height, encoding } = header.data;
  if (encoding === 'bgra' && bytes.byteLength !== width * height * 4) {
    throw new PageFrameError(`${width}x${height} bgra picture of ${bytes.byteLength} bytes`);
  }
  return { ...header.data, bytes };
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new PageFrameError('page frame header is not JSON', { cause: error });
  }
}
