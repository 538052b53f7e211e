import { expect, it } from 'vitest';
import { FakeClock } from '#test/support/fake-clock.ts';
import { StallWatch } from './stall-watch.ts';

it('takes silence for a stall only while something waits', async () => {
  const clock = new FakeClock();
  const writer = { acceptedBytes: 0, isDrained: true };
  let stalls = 0;
  const watch = new StallWatch(clock, writer, 10_000, () => {
    stalls += 1;
  });
  await clock.advance(60_000);
  expect(stalls).toBe(0);
  writer.isDrained = false;
  await clock.advance(9000);
  writer.acceptedBytes += 1;
  await clock.advance(9000);
  expect(stalls).toBe(0);
  await clock.advance(2000);
  expect(stalls).toBe(1);
  await clock.advance(60_000);
  expect(stalls).toBe(1);
  watch.close();
});
