import { expect, it } from 'vitest';
import { straightRgba } from './page-frames.ts';

it('turns premultiplied BGRA into straight RGBA', () => {
  const opaque = [10, 20, 30, 255];
  const half = [5, 10, 64, 128];
  const clear = [0, 0, 0, 0];
  expect([...straightRgba(Uint8Array.from([...opaque, ...half, ...clear]))]).toEqual([
    30, 20, 10, 255, 128, 20, 10, 128, 0, 0, 0, 0,
  ]);
});
