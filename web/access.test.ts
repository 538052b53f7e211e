import { expect, it } from 'vitest';
import type { Clock } from '#shared/lib/clock.ts';
import { Access, tokenLifetimeMs } from './access.ts';

function clockAt(): Clock & { ms: number } {
  return {
    ms: 0,
    nowUs() {
      return this.ms * 1000;
    },
    wallMs: () => 0,
    after: () => ({ close: () => undefined }),
  };
}

it('takes a token once and within its time', () => {
  const clock = clockAt();
  const access = new Access(clock);
  const used = access.issueToken();
  const late = access.issueToken();
  expect(access.redeem(used)).toHaveLength(43);
  expect(access.redeem(used)).toBeNull();
  clock.ms = tokenLifetimeMs;
  expect(access.redeem(late)).toBeNull();
});

it('knows the sessions it gave and no others', () => {
  const access = new Access(clockAt());
  const session = access.redeem(access.issueToken()) ?? '';
  expect(access.isSession(session)).toBe(true);
  expect(access.isSession(`${session}A`)).toBe(false);
  expect(access.isSession(undefined)).toBe(false);
});

it('lets the oldest token go when there are too many', () => {
  const access = new Access(clockAt());
  const tokens = Array.from({ length: 65 }, () => access.issueToken());
  expect(access.redeem(tokens[0] ?? '')).toBeNull();
  expect(access.redeem(tokens[1] ?? '')).not.toBeNull();
});
