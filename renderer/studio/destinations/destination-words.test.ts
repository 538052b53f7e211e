import { describe, expect, it } from 'vitest';
import { destinationReasons } from '#shared/model/broadcast.ts';
import { destinationAnnouncement, destinationWords } from './destination-words.ts';

describe('destinationWords', () => {
  it.each(destinationReasons)('says what %s means', (reason) => {
    const failure = { reason, step: 'tcp', detail: 'ECONNREFUSED' };
    expect(destinationWords({ kind: 'failed', failure }, 0)).toContain('ECONNREFUSED');
  });

  it('counts down to the next try, not below 0', () => {
    const failure = { reason: 'refused', step: 'tcp', detail: '' } as const;
    const state = { kind: 'reconnecting', attempt: 3, nextRetryAtMs: 5000, failure } as const;
    expect(destinationWords(state, 2900)).toContain('try 3 in 3 s');
    expect(destinationWords(state, 9000)).toContain('in 0 s');
    expect(destinationAnnouncement(state)).not.toContain('0 s');
  });

  it.each([
    { kind: 'idle' },
    { kind: 'connecting', step: 'tls' },
    { kind: 'live', sinceMs: 1 },
  ] as const)('$kind', (state) => {
    expect(destinationWords(state, 0)).not.toBe('');
  });
});
