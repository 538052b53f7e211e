import { expect, it } from 'vitest';
import { ComposeMeter } from './compose-meter.ts';

it('gives the 95th percentile and begins again', () => {
  const meter = new ComposeMeter();
  expect(meter.takeP95()).toBe(0);
  for (let ms = 100; ms >= 1; ms -= 1) meter.add(ms);
  expect(meter.takeP95()).toBe(95);
  meter.add(3);
  expect(meter.takeP95()).toBe(3);
});
