import { describe, expect, it } from 'vitest';
import { codecStrings } from './codec-string.ts';
import { h264Level } from './h264-level.ts';

const shape = (width: number, height: number, fps: number, bitrateKbps: number) => ({
  size: { width, height },
  fps,
  bitrateKbps,
});

describe('codec strings', () => {
  it.each([
    ['h264', shape(1920, 1080, 30, 6000), 'avc1.640028'],
    ['h264', shape(1920, 1080, 60, 9000), 'avc1.64002a'],
    ['h264', shape(1280, 720, 30, 4000), 'avc1.64001f'],
    ['h264', shape(3840, 2160, 60, 40_000), 'avc1.640034'],
    ['h264', shape(1920, 1080, 30, 50_000), 'avc1.640029'],
    ['h264', shape(320, 180, 15, 100), 'avc1.64000c'],
    ['hevc', shape(1920, 1080, 30, 6000), 'hvc1.1.6.L120.B0'],
    ['av1', shape(1920, 1080, 30, 6000), 'av01.0.08M.08'],
    ['av1', shape(1280, 720, 30, 4000), 'av01.0.05M.08'],
    ['vp9', shape(1920, 1080, 30, 6000), 'vp09.00.40.08'],
    ['vp8', shape(1920, 1080, 30, 6000), 'vp8'],
  ] as const)('%s %o is %s', (codec, given, expected) => {
    expect(codecStrings[codec](given)).toBe(expected);
  });

  it('names the highest level for what is beyond all of them', () => {
    expect(h264Level({ width: 16_384, height: 16_384 }, 240, 900_000)).toBe(62);
    expect(codecStrings.vp9(shape(16_384, 16_384, 240, 900_000))).toBe('vp09.00.61.08');
  });
});
