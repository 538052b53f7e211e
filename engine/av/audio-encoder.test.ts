import { describe, expect, it } from 'vitest';
import { AudioEncoder, type EncodedAudio } from './audio-encoder.ts';
import { listAudioEncoders } from './encoders.ts';

function encodeChunks(encoder: AudioEncoder, position: number, chunks: number): EncodedAudio[] {
  return Array.from({ length: chunks }, (_, index) =>
    encoder.encode(position + index * 480, new Float32Array(960)),
  ).flat();
}

describe('AudioEncoder', () => {
  it.each([
    { codec: 'aac', priming: 1024, frame: 1024 },
    { codec: 'opus', priming: 312, frame: 960 },
  ] as const)(
    'stands its $codec frames where their sound is heard',
    ({ codec, priming, frame }) => {
      using encoder = disposable(new AudioEncoder({ codec, bitrateKbps: 128 }));
      const frames = encodeChunks(encoder.value, 48_000, 100);
      expect(frames.length).toBeGreaterThan(40);
      frames.forEach(({ position, sampleCount, data }, index) => {
        expect(position).toBe(48_000 - priming + index * frame);
        expect(sampleCount).toBe(frame);
        expect(data.byteLength).toBeGreaterThan(0);
      });
    },
  );

  it('describes itself to decoders', () => {
    using aac = disposable(new AudioEncoder({ codec: 'aac', bitrateKbps: 160 }));
    using opus = disposable(new AudioEncoder({ codec: 'opus', bitrateKbps: 96 }));
    // ISO 14496-3, 1.6.2.1: AAC-LC (2), 48 kHz (3), two channels.
    expect([...aac.value.format.description.subarray(0, 2)]).toEqual([0x11, 0x90]);
    expect(Buffer.from(opus.value.format.description).toString('latin1', 0, 8)).toBe('OpusHead');
    expect(aac.value.format).toMatchObject({ codec: 'aac', sampleRate: 48_000, channels: 2 });
  });

  it('goes on after a gap where the sound goes on', () => {
    using encoder = disposable(new AudioEncoder({ codec: 'aac', bitrateKbps: 128 }));
    encodeChunks(encoder.value, 0, 20);
    const after = encodeChunks(encoder.value, 48_000 * 3600, 20);
    const positions = after.map(({ position }) => position);
    expect(positions).toContain(48_000 * 3600);
    expect(positions.every((position, index) => position > (positions[index - 1] ?? 0))).toBe(true);
    expect(after.length).toBeLessThan(20);
  });

  it('refuses sound from before what it has', () => {
    using encoder = disposable(new AudioEncoder({ codec: 'aac', bitrateKbps: 128 }));
    encodeChunks(encoder.value, 0, 20);
    expect(() => encoder.value.encode(0, new Float32Array(960))).toThrow(RangeError);
  });

  it('is listed', () => {
    expect(listAudioEncoders().map(({ codec, runsIn }) => [codec, runsIn])).toEqual([
      ['aac', 'engine'],
      ['opus', 'engine'],
    ]);
  });
});

function disposable<T extends { close(): void }>(value: T): Disposable & { readonly value: T } {
  return {
    value,
    [Symbol.dispose]: () => {
      value.close();
    },
  };
}
