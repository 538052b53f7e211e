/** A rectangle of one 8-bit plane. */
export interface PlaneView {
  readonly data: Uint8Array;
  readonly offset: number;
  readonly stride: number;
  readonly width: number;
  readonly height: number;
}

const oneBits = 8;
const one = 1 << oneBits;

/** Where each of `to` samples reads, and how much of the next it takes; both are reused. */
interface Taps {
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly weight: Int32Array;
}

const knownTaps = new Map<string, Taps>();
const maxKnownTaps = 64;

function tapsOf(from: number, to: number): Taps {
  const key = `${from}:${to}`;
  const known = knownTaps.get(key);
  if (known) return known;
  const taps: Taps = {
    first: new Int32Array(to),
    second: new Int32Array(to),
    weight: new Int32Array(to),
  };
  for (let index = 0; index < to; index += 1) {
    // Sample centres: the edges of both pictures lie on each other.
    const position = Math.min(from - 1, Math.max(0, ((index + 0.5) * from) / to - 0.5));
    const first = Math.floor(position);
    taps.first[index] = first;
    taps.second[index] = Math.min(from - 1, first + 1);
    taps.weight[index] = Math.round((position - first) * one);
  }
  if (knownTaps.size >= maxKnownTaps) knownTaps.clear();
  knownTaps.set(key, taps);
  return taps;
}

/** Copies or scales one plane onto another, bilinear; more than twofold reductions are halved first. */
export function scalePlane(from: PlaneView, to: PlaneView): void {
  if (from.width === to.width && from.height === to.height) {
    copyPlane(from, to);
    return;
  }
  if (from.width >= to.width * 2 && from.height >= to.height * 2 && from.width > 1) {
    scalePlane(halvePlane(from), to);
    return;
  }
  const columns = tapsOf(from.width, to.width);
  const rows = tapsOf(from.height, to.height);
  const { width } = to;
  if (upperRow.length < width) {
    // Whole words, so that four samples can be mixed at once.
    upperRow = new Uint8Array(Math.ceil(width / 4) * 4);
    lowerRow = new Uint8Array(upperRow.length);
  }
  let upperIs = -1;
  let lowerIs = -1;
  for (let row = 0; row < to.height; row += 1) {
    const upper = rows.first[row] as number;
    const lower = rows.second[row] as number;
    if (upper === lowerIs) {
      [upperRow, lowerRow] = [lowerRow, upperRow];
      [upperIs, lowerIs] = [lowerIs, upperIs];
    }
    if (upper !== upperIs) stretchRow(from, upper, columns, upperRow, width);
    if (lower !== lowerIs) stretchRow(from, lower, columns, lowerRow, width);
    upperIs = upper;
    lowerIs = lower;
    mixRows(to, row, rows.weight[row] as number);
  }
}

// A source row is stretched once and serves all the rows that are made of it.
let upperRow = new Uint8Array(0);
let lowerRow = new Uint8Array(0);

/** One row at its new width. */
function stretchRow(
  from: PlaneView,
  row: number,
  { first, second, weight }: Taps,
  stretched: Uint8Array,
  width: number,
): void {
  const source = from.data;
  const start = from.offset + row * from.stride;
  for (let column = 0; column < width; column += 1) {
    const left = source[start + (first[column] as number)] as number;
    const right = source[start + (second[column] as number)] as number;
    stretched[column] =
      (left * one + (right - left) * (weight[column] as number) + half) >> oneBits;
  }
}

/** One row of the target: two stretched rows, the lower one with weight `down`. */
function mixRows(to: PlaneView, row: number, down: number): void {
  const { width, data } = to;
  const start = to.offset + row * to.stride;
  const up = one - down;
  let column = 0;
  if ((data.byteOffset + start) % 4 === 0) {
    // Four samples a word, two at a time: with 8 bits of room between them their sums do not meet.
    const words = width >> 2;
    const target = new Uint32Array(data.buffer, data.byteOffset + start, words);
    const upper = new Uint32Array(upperRow.buffer, 0, words);
    const lower = new Uint32Array(lowerRow.buffer, 0, words);
    for (let word = 0; word < words; word += 1) {
      const above = upper[word] as number;
      const below = lower[word] as number;
      const even = Math.imul(above & lanes, up) + Math.imul(below & lanes, down) + laneHalves;
      const odd =
        Math.imul((above >>> 8) & lanes, up) + Math.imul((below >>> 8) & lanes, down) + laneHalves;
      target[word] = ((even >>> 8) & lanes) | (odd & ~lanes);
    }
    column = 4 * words;
  }
  for (; column < width; column += 1) {
    const above = upperRow[column] as number;
    const below = lowerRow[column] as number;
    data[start + column] = (above * up + below * down + half) >> oneBits;
  }
}

const half = one >> 1;
/** The first and third of the four samples in a word. */
const lanes = 0x00ff00ff;
const laneHalves = 0x00800080;

function copyPlane(from: PlaneView, to: PlaneView): void {
  for (let row = 0; row < from.height; row += 1) {
    const start = from.offset + row * from.stride;
    to.data.set(from.data.subarray(start, start + from.width), to.offset + row * to.stride);
  }
}

let halves = new Uint8Array(0);

function halvePlane(from: PlaneView): PlaneView {
  const width = from.width >> 1;
  const height = from.height >> 1;
  // A halved plane is halved again in place: what is written lies behind what is read.
  const data = from.data === halves ? halves : grow(width * height);
  for (let row = 0; row < height; row += 1) {
    let upper = from.offset + 2 * row * from.stride;
    let lower = upper + from.stride;
    let out = row * width;
    for (let column = 0; column < width; column += 1, upper += 2, lower += 2, out += 1) {
      data[out] =
        ((from.data[upper] as number) +
          (from.data[upper + 1] as number) +
          (from.data[lower] as number) +
          (from.data[lower + 1] as number) +
          2) >>
        2;
    }
  }
  return { data, offset: 0, stride: width, width, height };
}

function grow(bytes: number): Uint8Array {
  if (halves.byteLength < bytes) halves = new Uint8Array(bytes);
  return halves;
}
