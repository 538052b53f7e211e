import { concatBytes } from './bytes.ts';
import type { RtmpMessage } from './rtmp-message.ts';
import { RtmpError, controlValue, rtmpTypes } from './rtmp-message.ts';

const extendedTimestamp = 0xffffff;
const maxMessageBytes = 0xffffff;

interface Previous {
  readonly timestampMs: number;
  /** Undefined after a type 0 chunk. */
  readonly deltaMs: number | undefined;
  readonly length: number;
  readonly typeId: number;
  readonly messageStreamId: number;
}

type ChunkHeader = { readonly type: 0 | 1 | 2 | 3; readonly timeMs: number };

/** Messages in, chunks out (Adobe RTMP 1.0 specification §5.3), with the shortest header that serves. */
export class RtmpChunkWriter {
  readonly #previous = new Map<number, Previous>();
  #chunkSize = 128;

  /**
   * The message's chunks in order; chunks of other chunk streams may go between them. A Set Chunk
   * Size message takes effect after itself. Throws `RtmpError` for a payload of 16 MiB or more.
   */
  encode(message: RtmpMessage): Uint8Array[] {
    if (message.payload.byteLength > maxMessageBytes) {
      throw new RtmpError('message-too-large', `message of ${message.payload.byteLength} bytes`);
    }
    const header = this.#chooseHeader(message);
    const chunks = [concatBytes([...encodeHeader(message, header), this.#part(message, 0)])];
    // §5.3.1.3: the extended timestamp is repeated in the chunks that continue.
    const continuation = [
      basicHeader(3, message.chunkStreamId),
      ...(header.timeMs >= extendedTimestamp ? [uint32(header.timeMs)] : []),
    ];
    const size = this.#chunkSize;
    for (let offset = size; offset < message.payload.byteLength; offset += size) {
      chunks.push(concatBytes([...continuation, this.#part(message, offset)]));
    }
    if (message.typeId === rtmpTypes.setChunkSize) this.#chunkSize = controlValue(message);
    return chunks;
  }

  #part(message: RtmpMessage, offset: number): Uint8Array {
    return message.payload.subarray(offset, offset + this.#chunkSize);
  }

  #chooseHeader(message: RtmpMessage): ChunkHeader {
    const { timestampMs, typeId, messageStreamId, chunkStreamId } = message;
    const length = message.payload.byteLength;
    const previous = this.#previous.get(chunkStreamId);
    const deltaMs = previous ? (timestampMs - previous.timestampMs) >>> 0 : 0;
    // Peers differ on extended deltas, so a big step, or one back, starts afresh.
    const startsAfresh =
      previous?.messageStreamId !== messageStreamId || deltaMs >= extendedTimestamp;
    const remember = (delta: number | undefined): void => {
      this.#previous.set(chunkStreamId, {
        timestampMs,
        deltaMs: delta,
        length,
        typeId,
        messageStreamId,
      });
    };
    if (startsAfresh) {
      remember(undefined);
      return { type: 0, timeMs: timestampMs };
    }
    remember(deltaMs);
    if (previous.length !== length || previous.typeId !== typeId)
      return { type: 1, timeMs: deltaMs };
    // After a type 0 its delta is undefined, and so never equal: peers differ on what it would be.
    return { type: previous.deltaMs === deltaMs ? 3 : 2, timeMs: deltaMs };
  }
}

function encodeHeader(message: RtmpMessage, header: ChunkHeader): Uint8Array[] {
  const basic = basicHeader(header.type, message.chunkStreamId);
  if (header.type === 3) return [basic];
  const parts = [basic, uint24(Math.min(header.timeMs, extendedTimestamp))];
  if (header.type <= 1) {
    parts.push(uint24(message.payload.byteLength), Uint8Array.of(message.typeId));
  }
  if (header.type === 0) parts.push(uint32(message.messageStreamId).reverse());
  if (header.timeMs >= extendedTimestamp) parts.push(uint32(header.timeMs));
  return parts;
}

/** §5.3.1.1. */
function basicHeader(type: number, chunkStreamId: number): Uint8Array {
  const first = type << 6;
  if (chunkStreamId < 64) return Uint8Array.of(first | chunkStreamId);
  const above = chunkStreamId - 64;
  return above < 256
    ? Uint8Array.of(first, above)
    : Uint8Array.of(first | 1, above & 0xff, above >> 8);
}

function uint24(value: number): Uint8Array {
  return Uint8Array.of(value >> 16, (value >> 8) & 0xff, value & 0xff);
}

function uint32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, (value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff);
}
