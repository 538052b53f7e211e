import { describe, expect, it } from 'vitest';
import type { EncoderCapability } from '#shared/contract/producer.ts';
import { codecOptions, sizeId } from './encoder-options.ts';

const encoder = (
  codec: EncoderCapability['codec'],
  acceleration: EncoderCapability['acceleration'],
): EncoderCapability => ({
  codec,
  codecString: codec,
  acceleration,
  runsIn: 'page',
  maxWidth: 1920,
  maxHeight: 1080,
  maxFps: 60,
});

describe('codecOptions', () => {
  it('say where each codec runs', () => {
    const encoders = [
      encoder('h264', 'software'),
      encoder('h264', 'hardware'),
      encoder('vp9', 'software'),
      encoder('av1', 'hardware'),
      encoder('aac', 'software'),
    ];
    expect(codecOptions(encoders, 'h264').map((option) => option.text)).toEqual([
      'H.264 (hardware or software)',
      'AV1 (hardware)',
      'VP9 (software)',
    ]);
  });

  it('keep the chosen codec, though this machine has it not', () => {
    expect(codecOptions([], 'hevc')).toEqual([{ id: 'hevc', text: 'HEVC (not on this machine)' }]);
    expect(codecOptions(null, 'h264')).toEqual([{ id: 'h264', text: 'H.264' }]);
  });
});

describe('sizeId', () => {
  it('names a size', () => {
    expect(sizeId({ width: 1920, height: 1080 })).toBe('1920×1080');
  });
});
