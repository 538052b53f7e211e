import { describe, expect, it } from 'vitest';
import { sourceSchema } from '#shared/model/source.ts';
import { mayHaveGpu, planLaunch, readExtraFlags } from './launch-plan.ts';

const source = (fields: object) => sourceSchema.parse({ id: 'a', name: 'A', ...fields });

describe('planLaunch', () => {
  it('needs no display for what is not on one', () => {
    const plan = planLaunch({ sources: [source({ kind: 'camera' })] }, ['--extra'], true);
    expect(plan.headed).toBe(false);
    expect(plan.flags.at(-1)).toBe('--extra');
    expect(plan.flags.join()).not.toContain('capture');
  });

  it('chooses the screen, and a window before it', () => {
    const screen = source({ kind: 'display' });
    const window = source({ kind: 'window', windowTitle: 'My game' });
    expect(planLaunch({ sources: [screen] }, [], true)).toMatchObject({
      headed: true,
      flags: expect.arrayContaining([
        '--auto-select-desktop-capture-source=Entire screen',
      ]) as string[],
    });
    expect(planLaunch({ sources: [screen, window] }, [], true).flags).toContain(
      '--auto-select-desktop-capture-source=My game',
    );
  });
});

describe('mayHaveGpu', () => {
  it.each([
    ['linux', ['card0', 'renderD128'], true],
    ['linux', ['card0'], false],
    ['linux', [], false],
    ['darwin', [], true],
    ['win32', [], true],
  ] as const)('on %s with %j: %s', (platform, dri, expected) => {
    expect(mayHaveGpu(platform, dri)).toBe(expected);
    const { flags } = planLaunch({ sources: [] }, [], expected);
    expect(flags.includes('--disable-gpu')).toBe(!expected);
  });
});

describe('readExtraFlags', () => {
  it('keeps spaces within a value', () => {
    expect(readExtraFlags('--a=b c --d\n--e')).toEqual(['--a=b c', '--d', '--e']);
    expect(readExtraFlags(undefined)).toEqual([]);
  });
});
