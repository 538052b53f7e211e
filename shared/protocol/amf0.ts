import { ByteReader, concatBytes } from './bytes.ts';

/**
 * Action Message Format 0: what RTMP commands and FLV script tags are written in.
 * Source: Adobe "Action Message Format -- AMF 0" (December 2007), section numbers below.
 */
export type AmfValue =
  | number
  | boolean
  | string
  | null
  | undefined
  | AmfDate
  | AmfEcmaArray
  | readonly AmfValue[]
  | AmfObject;

/** Decoded ones have no prototype, so that a peer's `__proto__` is a key like any other. */
export interface AmfObject {
  readonly [key: string]: AmfValue;
}

/** §2.10: an object that the peer thinks of as an array with names; `onMetaData` is usually one. */
export class AmfEcmaArray {
  readonly entries: AmfObject;
  constructor(entries: AmfObject) {
    this.entries = entries;
  }
}

/** §2.13, milliseconds since the Unix epoch; the time zone of the format is reserved and zero. */
export class AmfDate {
  readonly epochMs: number;
  constructor(epochMs: number) {
    this.epochMs = epochMs;
  }
}

export type AmfErrorReason = 'truncated' | 'unsupported-type' | 'too-deep' | 'bad-object-end';

export class AmfError extends Error {
  override readonly name = 'AmfError';
  readonly reason: AmfErrorReason;
  constructor(reason: AmfErrorReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

// §2.1
const markers = {
  number: 0x00,
  boolean: 0x01,
  string: 0x02,
  object: 0x03,
  null: 0x05,
  undefined: 0x06,
  ecmaArray: 0x08,
  objectEnd: 0x09,
  strictArray: 0x0a,
  date: 0x0b,
  longString: 0x0c,
  unsupported: 0x0d,
  xmlDocument: 0x0f,
  typedObject: 0x10,
} as const;

const maxDepth = 32;
const maxShortStringBytes = 0xffff;
const encoder = new TextEncoder();
// Lenient: peers do send Latin-1 in encoder names, and a broken letter is no reason to end a broadcast.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** The values one after the other, as in a command's payload. */
export function encodeAmf0(...values: readonly AmfValue[]): Uint8Array<ArrayBuffer> {
  return concatBytes(values.flatMap(encodeValue));
}

/** All values up to the end of `bytes`. Throws `AmfError` only. */
export function decodeAmf0(bytes: Uint8Array): AmfValue[] {
  const reader = new ByteReader(
    bytes,
    () => new AmfError('truncated', 'AMF0 value ends before its length'),
  );
  const values: AmfValue[] = [];
  while (reader.remaining > 0) values.push(decodeValue(reader, 0));
  return values;
}

/** The names and values of an object or ECMA array; an empty object for anything else. */
export function amfEntries(value: AmfValue): AmfObject {
  if (value instanceof AmfEcmaArray) return value.entries;
  return isAmfObject(value) ? value : {};
}

function isAmfObject(value: AmfValue): value is AmfObject {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof AmfDate) &&
    !(value instanceof AmfEcmaArray)
  );
}

function encodeValue(value: AmfValue): Uint8Array[] {
  if (typeof value === 'number') return [marker(markers.number), float64(value)];
  if (typeof value === 'boolean') return [marker(markers.boolean), marker(value ? 1 : 0)];
  if (typeof value === 'string') return encodeString(value);
  if (value === null) return [marker(markers.null)];
  if (value === undefined) return [marker(markers.undefined)];
  if (value instanceof AmfDate) {
    return [marker(markers.date), float64(value.epochMs), marker(0), marker(0)];
  }
  if (value instanceof AmfEcmaArray) {
    const count = Object.keys(value.entries).length;
    return [marker(markers.ecmaArray), uint32(count), ...encodeEntries(value.entries)];
  }
  if (!isAmfObject(value)) {
    return [marker(markers.strictArray), uint32(value.length), ...value.flatMap(encodeValue)];
  }
  return [marker(markers.object), ...encodeEntries(value)];
}

function encodeString(text: string): Uint8Array[] {
  const bytes = encoder.encode(text);
  return bytes.byteLength > maxShortStringBytes
    ? [marker(markers.longString), uint32(bytes.byteLength), bytes]
    : [marker(markers.string), uint16(bytes.byteLength), bytes];
}

function encodeEntries(entries: AmfObject): Uint8Array[] {
  const parts = Object.entries(entries).flatMap(([key, value]) => {
    const name = encoder.encode(key).subarray(0, maxShortStringBytes);
    return [uint16(name.byteLength), name, ...encodeValue(value)];
  });
  return [...parts, uint16(0), marker(markers.objectEnd)];
}

function decodeValue(reader: ByteReader, depth: number): AmfValue {
  if (depth > maxDepth) throw new AmfError('too-deep', `AMF0 nested deeper than ${maxDepth}`);
  const type = reader.u8();
  switch (type) {
    case markers.number:
      return reader.f64();
    case markers.boolean:
      return reader.u8() !== 0;
    case markers.string:
      return decoder.decode(reader.take(reader.u16()));
    case markers.object:
      return decodeEntries(reader, depth);
    case markers.null:
      return null;
    case markers.undefined:
    case markers.unsupported:
      return undefined;
    case markers.ecmaArray:
      reader.u32(); // A hint only (§2.10): writers of live streams leave it zero.
      return new AmfEcmaArray(decodeEntries(reader, depth));
    case markers.strictArray:
      return decodeStrictArray(reader, depth);
    case markers.date: {
      const epochMs = reader.f64();
      reader.i16();
      return new AmfDate(epochMs);
    }
    case markers.longString:
    case markers.xmlDocument:
      return decoder.decode(reader.take(reader.u32()));
    case markers.typedObject:
      reader.take(reader.u16());
      return decodeEntries(reader, depth);
    default:
      // References (§2.9) included: no encoder sends them, and they would let a value contain itself.
      throw new AmfError('unsupported-type', `AMF0 type ${type} is not supported`);
  }
}

function decodeEntries(reader: ByteReader, depth: number): AmfObject {
  const entries = Object.create(null) as Record<string, AmfValue>;
  for (;;) {
    const name = decoder.decode(reader.take(reader.u16()));
    if (reader.peekU8() !== markers.objectEnd) {
      entries[name] = decodeValue(reader, depth + 1);
      continue;
    }
    if (name !== '') throw new AmfError('bad-object-end', 'AMF0 object ends after a name');
    reader.u8();
    return entries;
  }
}

function decodeStrictArray(reader: ByteReader, depth: number): AmfValue[] {
  const count = reader.u32();
  const values: AmfValue[] = [];
  for (let index = 0; index < count; index += 1) values.push(decodeValue(reader, depth + 1));
  return values;
}

function marker(value: number): Uint8Array {
  return Uint8Array.of(value);
}

function uint16(value: number): Uint8Array {
  return Uint8Array.of(value >> 8, value & 0xff);
}

function uint32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, (value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff);
}

function float64(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value);
  return bytes;
}
