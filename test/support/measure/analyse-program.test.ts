import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { counterModulus } from '#shared/model/test-pattern.ts';
import { analyseProgram, countFrames, fullSecondsUs, measureSkew } from './analyse-program.ts';
import { writePatternFile } from './pattern-file.ts';
import { countPictureChanges } from './picture-changes.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tallylight-measure-'));
});
afterAll(() => rm(folder, { recursive: true }));

const frame = (counter: number | null, ptsUs = 0, flash = false) => ({ counter, ptsUs, flash });

describe('analyseProgram', () => {
  it.each([
    { container: 'mp4', soundDelayMs: 0 },
    { container: 'mkv', soundDelayMs: 40 },
    { container: 'mp4', soundDelayMs: -25 },
  ])('measures $soundDelayMs ms in an $container file', async ({ container, soundDelayMs }) => {
    const file = join(folder, `skew${soundDelayMs}.${container}`);
    await writePatternFile({ file, seconds: 5, soundDelayMs });
    const analysis = await analyseProgram(file);
    expect(analysis.frames).toMatchObject({
      decoded: 150,
      expected: 150,
      missing: 0,
      unreadable: 0,
    });
    expect(analysis.skew.count).toBeGreaterThanOrEqual(4);
    for (const skewMs of analysis.skew.eachMs) {
      expect(Math.abs(skewMs - soundDelayMs)).toBeLessThan(2);
    }
    expect(analysis.backwardTimestamps).toEqual({ video: 0, audio: 0 });
    expect(analysis.soundGaps).toBe(0);
    expect(analysis.durationS).toBeCloseTo(5, 1);
  });

  it('finds missing frames, and the full second though its own frame is missing', async () => {
    const file = join(folder, 'missing.mp4');
    await writePatternFile({ file, seconds: 4, without: new Set([17, 60, 61]) });
    const analysis = await analyseProgram(file);
    expect(analysis.frames).toMatchObject({ decoded: 117, expected: 120, missing: 3 });
    expect(analysis.skew.count).toBe(3);
    expect(analysis.skew.maxMs).toBeLessThan(2);
  });

  it('refuses a file that cannot be decoded', async () => {
    await expect(analyseProgram(join(folder, 'absent.mp4'))).rejects.toThrow();
  });
});

describe('countPictureChanges', () => {
  it('sees each step of a picture that moves, and none of one that stands', async () => {
    const moving = join(folder, 'moving.mp4');
    await writePatternFile({ file: moving, seconds: 2 });
    expect(await countPictureChanges(moving)).toEqual({ frames: 60, changed: 59 });
    const still = join(folder, 'still.mp4');
    await writePatternFile({ file: still, seconds: 2, isStill: true });
    expect(await countPictureChanges(still)).toEqual({ frames: 60, changed: 0 });
  });
});

describe('countFrames', () => {
  it('tells doubled, late and unreadable pictures apart', () => {
    expect(countFrames([1, 2, 2, 5, 4, null].map((counter) => frame(counter)))).toEqual({
      decoded: 6,
      expected: 5,
      arrived: 4,
      missing: 1,
      duplicated: 1,
      outOfOrder: 1,
      unreadable: 1,
    });
  });

  it('counts across the wrap of the counter', () => {
    const counters = [counterModulus - 2, counterModulus - 1, 0, 1];
    expect(countFrames(counters.map((counter) => frame(counter)))).toMatchObject({
      expected: 4,
      missing: 0,
      outOfOrder: 0,
    });
  });
});

describe('fullSecondsUs', () => {
  it('works without counters', () => {
    expect(fullSecondsUs([frame(null, 0), frame(null, 33, true)], 30)).toEqual([33]);
  });
});

describe('measureSkew', () => {
  it('leaves out a second that has no tone', () => {
    expect(measureSkew([0, 1e6, 2e6], [10_000, 2_005_000])).toMatchObject({
      count: 2,
      eachMs: [10, 5],
      maxMs: 10,
    });
  });
});
