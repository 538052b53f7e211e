/** One tag of an FLV file (Adobe FLV 10.1, E.4.1). */
export interface FlvFileTag {
  readonly type: 'audio' | 'video' | 'script';
  readonly timestampMs: number;
  readonly body: Uint8Array;
}

const types = new Map([
  [8, 'audio'],
  [9, 'video'],
  [18, 'script'],
] as const);

const fileHeaderBytes = 9 + 4;

/** All whole tags; throws for a file that is not FLV or that has an unknown tag. */
export function readFlvFile(file: Buffer): FlvFileTag[] {
  if (file.toString('latin1', 0, 3) !== 'FLV') throw new Error('not an FLV file');
  const tags: FlvFileTag[] = [];
  let offset = fileHeaderBytes;
  while (offset + 11 <= file.length) {
    const size = file.readUIntBE(offset + 1, 3);
    const end = offset + 11 + size;
    if (end + 4 > file.length) break;
    const type = types.get(file.readUInt8(offset) as 8);
    if (!type) throw new Error(`FLV tag type ${file.readUInt8(offset)} at ${offset}`);
    if (file.readUInt32BE(end) !== 11 + size) throw new Error(`FLV tag size wrong at ${offset}`);
    const timestampMs = file.readUIntBE(offset + 4, 3) + file.readUInt8(offset + 7) * 0x1000000;
    tags.push({ type, timestampMs, body: file.subarray(offset + 11, end) });
    offset = end + 4;
  }
  return tags;
}
