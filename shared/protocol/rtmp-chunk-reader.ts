import type { RtmpMessage } from './rtmp-message.ts';
import { RtmpError, controlValue, rtmpTypes } from './rtmp-message.ts';

/** Adobe RTMP 1.0 specification §5.3.1.2, by chunk type. */
const messageHeaderBytes = [11, 7, 3, 0] as const;
const maxHeaderBytes = 3 + 11 + 4;
const extendedTimestamp = 0xffffff;
const maxChunkStreams = 64;

interface ChunkStream {
  readonly id: number;
  timestampMs: number;
  deltaMs: number;
  length: number;
  typeId: number;
  messageStreamId: number;
  hasExtendedTimestamp: boolean;
  /** Grows as bytes come, so that a length alone costs nothing. */
  payload: Uint8Array<ArrayBuffer>;
  received: number;
}

export interface ChunkReaderOptions {
  /** Of one message, and of all unfinished ones together. Default 8 MiB. */
  readonly maxMessageBytes?: number;
}

/**
 * Chunks in, messages out (§5.3), wherever the bytes were cut. Applies Set Chunk Size (§5.4.1) and
 * Abort (§5.4.2) itself and gives all other messages. Throws `RtmpError` only; it is of no use after.
 */
export class RtmpChunkReader {
  readonly #streams = new Map<number, ChunkStream>();
  readonly #maxMessageBytes: number;
  readonly #header = new Uint8Array(maxHeaderBytes);
  #headerLength = 0;
  #chunkSize = 128;
  #unfinishedBytes = 0;
  #chunk: { readonly stream: ChunkStream; remaining: number } | undefined;

  constructor(options: ChunkReaderOptions = {}) {
    this.#maxMessageBytes = options.maxMessageBytes ?? 8 * 1024 * 1024;
  }

  push(bytes: Uint8Array): RtmpMessage[] {
    const messages: RtmpMessage[] = [];
    let offset = 0;
    while (offset < bytes.byteLength) {
      offset += this.#chunk
        ? this.#takePayload(this.#chunk, bytes.subarray(offset))
        : this.#takeHeader(bytes.subarray(offset));
      const message = this.#finished();
      if (message) messages.push(...this.#apply(message));
    }
    return messages;
  }

  #takeHeader(bytes: Uint8Array): number {
    let taken = 0;
    let missing = this.#headerNeeds() - this.#headerLength;
    while (missing > 0 && taken < bytes.byteLength) {
      const part = bytes.subarray(taken, taken + missing);
      this.#header.set(part, this.#headerLength);
      this.#headerLength += part.byteLength;
      taken += part.byteLength;
      missing = this.#headerNeeds() - this.#headerLength;
    }
    if (missing === 0) this.#beginChunk();
    return taken;
  }

  /** How long the header is, as far as its beginning tells. */
  #headerNeeds(): number {
    const have = this.#headerLength;
    if (have === 0) return 1;
    const basic = this.#basicHeaderBytes();
    if (have < basic) return basic;
    const type = this.#chunkType();
    const fixed = basic + messageHeaderBytes[type];
    if (have < fixed) return fixed;
    const isExtended =
      type === 3
        ? this.#streams.get(this.#chunkStreamId())?.hasExtendedTimestamp === true
        : this.#u24(basic) === extendedTimestamp;
    return fixed + (isExtended ? 4 : 0);
  }

  #beginChunk(): void {
    const type = this.#chunkType();
    const stream = this.#streamFor(type);
    const at = this.#basicHeaderBytes();
    if (type !== 3 && stream.received > 0) {
      throw new RtmpError(
        'bad-chunk-header',
        `chunk stream ${stream.id} began a message in another`,
      );
    }
    if (type !== 3) {
      const shortTimestamp = this.#u24(at);
      stream.hasExtendedTimestamp = shortTimestamp === extendedTimestamp;
      stream.deltaMs = stream.hasExtendedTimestamp
        ? this.#u32(at + messageHeaderBytes[type])
        : shortTimestamp;
    }
    if (type <= 1) {
      stream.length = this.#u24(at + 3);
      stream.typeId = this.#byte(at + 6);
    }
    // Little-endian, alone of all fields (§5.3.1.2.1).
    if (type === 0) {
      stream.messageStreamId = swapBytes(this.#u32(at + 7));
      stream.timestampMs = stream.deltaMs;
    } else if (stream.received === 0) {
      // A type 3 after a type 0 has the timestamp itself as its delta (§5.3.1.2.4).
      stream.timestampMs = (stream.timestampMs + stream.deltaMs) >>> 0;
    }
    if (stream.length > this.#maxMessageBytes) {
      throw new RtmpError('message-too-large', `message of ${stream.length} bytes`);
    }
    this.#headerLength = 0;
    this.#chunk = {
      stream,
      remaining: Math.min(this.#chunkSize, stream.length - stream.received),
    };
  }

  #streamFor(type: number): ChunkStream {
    const id = this.#chunkStreamId();
    const known = this.#streams.get(id);
    if (known) return known;
    // librtmp opens its control stream with a type 1, so only those that lack a length are wrong.
    if (type > 1)
      throw new RtmpError('bad-chunk-header', `chunk stream ${id} began with type ${type}`);
    if (this.#streams.size >= maxChunkStreams) {
      throw new RtmpError('too-many-chunk-streams', `more than ${maxChunkStreams} chunk streams`);
    }
    const stream: ChunkStream = {
      id,
      timestampMs: 0,
      deltaMs: 0,
      length: 0,
      typeId: 0,
      messageStreamId: 0,
      hasExtendedTimestamp: false,
      payload: new Uint8Array(0),
      received: 0,
    };
    this.#streams.set(id, stream);
    return stream;
  }

  #takePayload(
    chunk: { readonly stream: ChunkStream; remaining: number },
    bytes: Uint8Array,
  ): number {
    const { stream } = chunk;
    const part = bytes.subarray(0, chunk.remaining);
    this.#unfinishedBytes += part.byteLength;
    if (this.#unfinishedBytes > this.#maxMessageBytes) {
      throw new RtmpError(
        'message-too-large',
        `${this.#unfinishedBytes} bytes of unfinished messages`,
      );
    }
    reserve(stream, stream.received + part.byteLength);
    stream.payload.set(part, stream.received);
    stream.received += part.byteLength;
    chunk.remaining -= part.byteLength;
    return part.byteLength;
  }

  #finished(): RtmpMessage | undefined {
    if (this.#chunk?.remaining !== 0) return undefined;
    const { stream } = this.#chunk;
    this.#chunk = undefined;
    if (stream.received < stream.length) return undefined;
    const payload = stream.payload.subarray(0, stream.length);
    this.#discard(stream);
    return {
      chunkStreamId: stream.id,
      typeId: stream.typeId,
      messageStreamId: stream.messageStreamId,
      timestampMs: stream.timestampMs,
      payload,
    };
  }

  #discard(stream: ChunkStream): void {
    this.#unfinishedBytes -= stream.received;
    stream.received = 0;
    stream.payload = new Uint8Array(0);
  }

  #apply(message: RtmpMessage): RtmpMessage[] {
    if (message.typeId === rtmpTypes.setChunkSize) {
      const size = controlValue(message);
      if (size < 1 || size > 0x7fffffff)
        throw new RtmpError('bad-chunk-size', `chunk size ${size}`);
      this.#chunkSize = size;
      return [];
    }
    if (message.typeId === rtmpTypes.abort) {
      const stream = this.#streams.get(controlValue(message));
      if (stream) this.#discard(stream);
      return [];
    }
    return [message];
  }

  /** §5.3.1.1: one to three bytes. */
  #basicHeaderBytes(): 1 | 2 | 3 {
    const low = this.#byte(0) & 0x3f;
    return low === 0 ? 2 : low === 1 ? 3 : 1;
  }

  #chunkType(): 0 | 1 | 2 | 3 {
    return (this.#byte(0) >> 6) as 0 | 1 | 2 | 3;
  }

  #chunkStreamId(): number {
    const bytes = this.#basicHeaderBytes();
    if (bytes === 1) return this.#byte(0) & 0x3f;
    return 64 + this.#byte(1) + (bytes === 3 ? this.#byte(2) * 256 : 0);
  }

  #byte(offset: number): number {
    return this.#header[offset] ?? 0;
  }

  #u24(offset: number): number {
    return (this.#byte(offset) << 16) | (this.#byte(offset + 1) << 8) | this.#byte(offset + 2);
  }

  #u32(offset: number): number {
    return this.#byte(offset) * 0x1000000 + this.#u24(offset + 1);
  }
}

function reserve(stream: ChunkStream, bytes: number): void {
  if (bytes <= stream.payload.byteLength) return;
  const capacity = Math.max(bytes, Math.min(stream.length, 2 * stream.payload.byteLength));
  const grown = new Uint8Array(capacity);
  grown.set(stream.payload.subarray(0, stream.received));
  stream.payload = grown;
}

function swapBytes(value: number): number {
  return (
    ((value & 0xff) * 0x1000000 +
      ((value >>> 8) & 0xff) * 0x10000 +
      ((value >>> 16) & 0xff) * 0x100 +
      (value >>> 24)) >>>
    0
  );
}
