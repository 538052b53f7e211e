/** Joins byte arrays into a new one. */
export function concatBytes(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.byteLength;
  }
  return joined;
}

/** Bounds-checked big-endian reading; past the end it throws what `truncated` makes. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #truncated: () => Error;
  #offset = 0;

  constructor(bytes: Uint8Array, truncated: () => Error) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#truncated = truncated;
  }

  get remaining(): number {
    return this.#bytes.byteLength - this.#offset;
  }

  /** A view of the next `length` bytes. */
  take(length: number): Uint8Array {
    const start = this.#advance(length);
    return this.#bytes.subarray(start, start + length);
  }

  /** The next byte without taking it. */
  peekU8(): number {
    const value = this.u8();
    this.#offset -= 1;
    return value;
  }

  u8(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#advance(2));
  }

  u24(): number {
    return this.u8() * 0x10000 + this.u16();
  }

  u32(): number {
    return this.#view.getUint32(this.#advance(4));
  }

  i16(): number {
    return this.#view.getInt16(this.#advance(2));
  }

  f64(): number {
    return this.#view.getFloat64(this.#advance(8));
  }

  #advance(length: number): number {
    if (length > this.remaining) throw this.#truncated();
    const start = this.#offset;
    this.#offset += length;
    return start;
  }
}
