import { describe, expect, it } from 'vitest';
import { Secret } from '#shared/lib/secret.ts';
import { failureSchema } from '#shared/model/broadcast.ts';
import { rejectedEnding, socketEnding } from './rtmp-failure.ts';

const secrets = [new Secret('canary')];
const error = (code: string): Error => Object.assign(new Error('it broke at canary'), { code });

describe('socketEnding', () => {
  it.each([
    ['ENOTFOUND', 'dns', 'dns-failed'],
    ['ECONNREFUSED', 'tcp', 'refused'],
    ['EHOSTUNREACH', 'tcp', 'unreachable'],
    ['ETIMEDOUT', 'tcp', 'unreachable'],
    ['ECONNRESET', 'tls', 'tls-failed'],
    ['ECONNRESET', 'connect', 'connection-lost'],
    ['EPIPE', 'live', 'connection-lost'],
  ] as const)('%s at %s is %s', (code, step, reason) => {
    const { failure, isPermanent } = socketEnding(error(code), step, secrets);
    expect(failureSchema.parse(failure)).toEqual({
      reason,
      step,
      detail: `${code} it broke at [secret]`,
    });
    expect(isPermanent).toBe(false);
  });

  it('lets the first of several addresses speak', () => {
    const all = new AggregateError([error('ECONNREFUSED'), error('ENETUNREACH')]);
    expect(socketEnding(all, 'tcp', secrets).failure.reason).toBe('refused');
  });

  it('does not try a bad certificate again', () => {
    for (const code of ['DEPTH_ZERO_SELF_SIGNED_CERT', 'ERR_TLS_CERT_ALTNAME_INVALID']) {
      expect(socketEnding(error(code), 'tls', secrets).isPermanent).toBe(true);
    }
  });
});

describe('rejectedEnding', () => {
  it('keeps what a server says short, and the key out of it', () => {
    const description = `canary ${'x'.repeat(5000)}`;
    const { failure } = rejectedEnding({ step: 'publish', code: 'Code', description }, secrets);
    expect(failureSchema.parse(failure).detail).toMatch(/^Code: \[secret\] x+…$/);
  });

  it('says so when a server says nothing', () => {
    const { failure } = rejectedEnding({ step: 'connect', code: '', description: '' }, secrets);
    expect(failure).toMatchObject({
      reason: 'connect-rejected',
      detail: 'the server said no without a reason',
    });
  });
});
