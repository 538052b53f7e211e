import { describe, expect, it } from 'vitest';
import { frameTimestampUs } from '#shared/model/program-clock.ts';
import { TickLoop } from './tick-loop.ts';

/** A clock that stands until it is told to go on, and fires timers `lateUs` after they are due. */
class TickClock {
  nowUs = 1_700_000_000_000_000;
  lateUs = 0;
  #timer: { atUs: number; callback: () => void } | null = null;

  readonly after = (delayMs: number, callback: () => void) => {
    const timer = { atUs: this.nowUs + delayMs * 1000, callback };
    this.#timer = timer;
    return {
      close: () => {
        if (this.#timer === timer) this.#timer = null;
      },
    };
  };

  get isIdle(): boolean {
    return this.#timer === null;
  }

  async fire(): Promise<void> {
    const timer = this.#timer;
    this.#timer = null;
    if (!timer) return;
    this.nowUs = Math.max(this.nowUs + 300, timer.atUs + this.lateUs);
    timer.callback();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function start(fps: number, onTick: (frame: number, clock: TickClock) => void = () => undefined) {
  const clock = new TickClock();
  const frames: number[] = [];
  const errors: unknown[] = [];
  const loop = new TickLoop({
    fps,
    nowUs: () => Math.round(clock.nowUs),
    after: clock.after,
    onTick: (frame) => {
      frames.push(frame);
      onTick(frame, clock);
      return Promise.resolve();
    },
    onError: (error) => errors.push(error),
  });
  return { clock, frames, errors, loop };
}

describe('TickLoop', () => {
  it.each([24, 25, 29.97, 30, 59.94, 60, 120])('gives each frame of %d fps once', async (fps) => {
    const { clock, frames, loop } = start(fps);
    clock.lateUs = 700;
    while (frames.length < 2000) await clock.fire();
    const [first = 0] = frames;
    expect(frames).toEqual(frames.map((_, index) => first + index));
    expect(loop.framesLagged).toBe(0);
    // Nothing added up: the last tick is as late as the first.
    expect(clock.nowUs - frameTimestampUs(first + 1999, fps)).toBeLessThan(1500);
  });

  it('leaves out and counts what is a whole frame late, and goes on in step', async () => {
    const { clock, frames, loop } = start(30, (frame, at) => {
      if (frame % 10 === 0) at.nowUs += 80_000;
    });
    for (let left = 100; left > 0; left -= 1) await clock.fire();
    const [first = 0, ...rest] = frames;
    const last = rest.at(-1) ?? first;
    expect(new Set(frames).size).toBe(frames.length);
    expect(loop.framesLagged).toBe(last - first + 1 - frames.length);
    expect(loop.framesLagged).toBeGreaterThan(0);
  });

  it('waits on when a timer is early', async () => {
    const { clock, frames } = start(30);
    clock.lateUs = -2000;
    for (let left = 80; left > 0; left -= 1) await clock.fire();
    expect(new Set(frames).size).toBe(frames.length);
    expect(frames.length).toBeGreaterThan(5);
  });

  it('goes on after an error and stops when it is closed', async () => {
    const { clock, frames, errors, loop } = start(30, () => {
      throw new Error('broken');
    });
    await clock.fire();
    await clock.fire();
    expect([frames.length, errors.length]).toEqual([2, 2]);
    loop.close();
    loop.close();
    expect(clock.isIdle).toBe(true);
  });
});
