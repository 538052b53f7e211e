import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amfEntries, decodeAmf0 } from './amf0.ts';
import {
  aacCodedFrame,
  aacSequenceHeader,
  encodeFlvTag,
  flvBodyKind,
  flvFileHeader,
  h264CodedFrames,
  h264SequenceHeader,
  metadataBody,
} from './flv.ts';

const type = fc.constantFrom('audio' as const, 'video' as const, 'script' as const);

describe('FLV', () => {
  it('writes bodies that it knows again', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 32 }), (bytes) => {
        expect(flvBodyKind('video', h264SequenceHeader(bytes))).toBe('sequence-header');
        expect(flvBodyKind('video', h264CodedFrames(bytes, true))).toBe('key-frame');
        expect(flvBodyKind('video', h264CodedFrames(bytes, false))).toBe('inter-frame');
        expect(flvBodyKind('audio', aacSequenceHeader(bytes))).toBe('sequence-header');
        expect(flvBodyKind('audio', aacCodedFrame(bytes))).toBe('sound');
      }),
      { numRuns: 2000 },
    );
  });

  it('tells the kind of any body without failing', () => {
    const kinds = ['sequence-header', 'key-frame', 'inter-frame', 'sound', 'other'];
    fc.assert(
      fc.property(type, fc.uint8Array({ maxLength: 8 }), (tagType, body) => {
        expect(kinds.includes(flvBodyKind(tagType, body))).toBe(true);
      }),
      { numRuns: 100_000 },
    );
  });

  it('knows the FourCC headers of HEVC and AV1', () => {
    const body = (first: number): Uint8Array =>
      Uint8Array.of(first, ...new TextEncoder().encode('hvc1'));
    expect(flvBodyKind('video', body(0x90))).toBe('sequence-header');
    expect(flvBodyKind('video', body(0x91))).toBe('key-frame');
    expect(flvBodyKind('video', body(0xa3))).toBe('inter-frame');
  });

  it('frames tags as the specification has them', () => {
    fc.assert(
      fc.property(fc.nat(0xffffffff), fc.uint8Array({ maxLength: 300 }), (timestampMs, body) => {
        const tag = encodeFlvTag({ type: 'video', timestampMs, body });
        const view = new DataView(tag.buffer);
        expect(view.getUint32(0)).toBe(9 * 2 ** 24 + body.length);
        expect((view.getUint32(4) >>> 8) + view.getUint8(7) * 2 ** 24).toBe(timestampMs);
        expect([...tag.subarray(8, 11)]).toEqual([0, 0, 0]);
        expect([...tag.subarray(11, -4)]).toEqual([...body]);
        expect(view.getUint32(tag.length - 4)).toBe(11 + body.length);
      }),
      { numRuns: 2000 },
    );
  });

  it('begins a file with the header and an empty previous tag', () => {
    expect([...flvFileHeader]).toEqual([0x46, 0x4c, 0x56, 1, 5, 0, 0, 0, 9, 0, 0, 0, 0]);
  });

  it('says what the stream is', () => {
    const [name, values] = decodeAmf0(
      metadataBody({
        width: 1920,
        height: 1080,
        fps: 30,
        videoBitrateKbps: 6000,
        audioBitrateKbps: 160,
        audioSampleRate: 48_000,
        audioChannels: 2,
        encoder: 'Tallylight',
      }),
    );
    expect(name).toBe('onMetaData');
    expect(amfEntries(values)).toMatchObject({ width: 1920, height: 1080, videocodecid: 7 });
  });
});
