import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ProgramFormat } from '#shared/model/packet.ts';
import type { FormattedPacket } from './packet-interleaver.ts';
import { PacketInterleaver } from './packet-interleaver.ts';

const format = {
  video: {
    codec: 'h264',
    codecString: 'avc1.640028',
    width: 1280,
    height: 720,
    fps: 30,
    bitrateKbps: 3000,
    description: new Uint8Array(1),
  },
  audio: {
    codec: 'aac',
    sampleRate: 48_000,
    channels: 2,
    bitrateKbps: 160,
    description: new Uint8Array(1),
  },
} as const satisfies ProgramFormat;

function packet(kind: 'audio' | 'video', ms: number): FormattedPacket {
  const common = { timestampUs: ms * 1000, durationUs: 0, data: new Uint8Array(1) };
  return kind === 'video'
    ? { packet: { kind, rendition: 0, isKey: false, ...common }, format }
    : { packet: { kind, track: 0, ...common }, format };
}

describe('PacketInterleaver', () => {
  it('puts sound that comes late in its place', () => {
    const interleaver = new PacketInterleaver();
    for (const ms of [0, 33, 66]) interleaver.push(packet('video', ms));
    expect(interleaver.shift()).toBeUndefined();
    for (const ms of [10, 31, 52]) interleaver.push(packet('audio', ms));
    const times: number[] = [];
    for (let next = interleaver.shift(); next; next = interleaver.shift()) {
      times.push(next.packet.timestampUs / 1000);
    }
    expect(times).toEqual([0, 10, 31, 33, 52]);
    expect(interleaver.flush()?.packet.timestampUs).toBe(66_000);
    expect(interleaver.flush()).toBeUndefined();
  });

  it('does not wait for a kind that stopped', () => {
    const interleaver = new PacketInterleaver(200);
    for (let ms = 0; ms <= 200; ms += 20) interleaver.push(packet('video', ms));
    expect(interleaver.shift()).toBeUndefined();
    interleaver.push(packet('video', 220));
    expect(interleaver.shift()?.packet.timestampUs).toBe(0);
    expect(interleaver.spanMs).toBe(200);
  });

  it('loses nothing, and keeps each kind in order', () => {
    const kinds = fc.array(fc.constantFrom('audio' as const, 'video' as const), { maxLength: 60 });
    fc.assert(
      fc.property(kinds, fc.nat(500), (order, holdMs) => {
        const interleaver = new PacketInterleaver(holdMs);
        const given = order.map((kind, index) => packet(kind, index * 7));
        const taken = given.flatMap((item) => {
          interleaver.push(item);
          return interleaver.shift() ?? [];
        });
        for (let next = interleaver.flush(); next; next = interleaver.flush()) taken.push(next);
        for (const kind of ['audio', 'video']) {
          const of = (list: readonly FormattedPacket[]): FormattedPacket[] =>
            list.filter((item) => item.packet.kind === kind);
          expect(of(taken)).toEqual(of(given));
        }
      }),
      { numRuns: 500 },
    );
  });
});
