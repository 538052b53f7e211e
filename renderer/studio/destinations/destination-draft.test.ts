import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  draftErrors,
  newDestination,
  withSplitKey,
  type DestinationDraft,
} from './destination-draft.ts';

const draft = (url: string, streamKey = '', keyRef: string | null = null): DestinationDraft => {
  const { destination } = newDestination([]);
  return { destination: { ...destination, url, keyRef }, streamKey };
};

describe('destination draft', () => {
  it('splits a key off a pasted address', () => {
    const split = withSplitKey(draft('rtmp://a.example/live/secret?x=1'));
    expect(split.destination.url).toBe('rtmp://a.example/live');
    expect(split.streamKey).toBe('secret?x=1');
  });

  it('leaves the address where there is a key already', () => {
    const typed = draft('rtmp://a.example/live/instance', 'key');
    const stored = draft('rtmp://a.example/live/instance', '', 'ref');
    expect(withSplitKey(typed)).toBe(typed);
    expect(withSplitKey(stored)).toBe(stored);
  });

  it('says what is wrong with the address and the name', () => {
    expect(draftErrors(draft('rtmp://a.example/live')).size).toBe(0);
    expect(draftErrors(draft('https://a.example/live')).get('url')).toContain('rtmp://');
    expect(draftErrors(draft('rtmp://a.example')).has('url')).toBe(true);
  });

  it('survives any address', () => {
    fc.assert(
      fc.property(fc.string(), (url) => {
        draftErrors(withSplitKey(draft(url)));
        draftErrors(withSplitKey(draft(`rtmp://${url}`)));
      }),
      { numRuns: 20_000 },
    );
  });

  it('finds a free name', () => {
    const first = newDestination([]).destination;
    expect(newDestination([first]).destination.name).toBe('Destination 2');
  });
});
