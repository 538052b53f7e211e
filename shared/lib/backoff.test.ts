import { expect, it } from 'vitest';
import { backoffDelayMs } from './backoff.ts';

it('grows from half a second to its cap', () => {
  const delays = Array.from({ length: 10 }, (_, index) => backoffDelayMs(index + 1, () => 0));
  expect(delays.slice(0, 4)).toEqual([500, 800, 1280, 2048]);
  expect(delays.at(-1)).toBe(15_000);
});

it('takes away at most a fifth by chance', () => {
  expect(backoffDelayMs(1, () => 1)).toBe(400);
  expect(backoffDelayMs(1000, () => 1)).toBe(12_000);
});
