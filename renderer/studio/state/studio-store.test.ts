import { describe, expect, it } from 'vitest';
import { isEncoding } from './broadcast-slice.ts';
import { createStudioStore } from './studio-store.ts';

describe('selection', () => {
  it('selects each item once', () => {
    const store = createStudioStore();
    store.getState().select(['a', 'b', 'a']);
    expect(store.getState().selectedItemIds).toEqual(['a', 'b']);
  });

  it('toggles', () => {
    const store = createStudioStore();
    store.getState().toggleSelected('a');
    store.getState().toggleSelected('b');
    store.getState().toggleSelected('a');
    expect(store.getState().selectedItemIds).toEqual(['b']);
  });

  it('forgets what is gone and otherwise stays the same object', () => {
    const store = createStudioStore();
    store.getState().select(['a', 'b']);
    const before = store.getState().selectedItemIds;
    store.getState().retainSelected(new Set(['a', 'b', 'c']));
    expect(store.getState().selectedItemIds).toBe(before);
    store.getState().retainSelected(new Set(['b']));
    expect(store.getState().selectedItemIds).toEqual(['b']);
  });
});

describe('dialog', () => {
  it('is one at a time', () => {
    const store = createStudioStore();
    store.getState().openDialog({ kind: 'settings' });
    store.getState().openDialog({ kind: 'help' });
    expect(store.getState().dialog).toEqual({ kind: 'help' });
    store.getState().closeDialog();
    expect(store.getState().dialog).toEqual({ kind: 'none' });
  });
});

describe('isEncoding', () => {
  const idle = {
    broadcast: { kind: 'idle' },
    recording: { kind: 'idle' },
    destinations: [],
    producer: true,
  } as const;

  it('is so while live or recording', () => {
    expect(isEncoding(null)).toBe(false);
    expect(isEncoding({ ...idle, destinations: [] })).toBe(false);
    expect(
      isEncoding({ ...idle, destinations: [], broadcast: { kind: 'starting', step: 'encoder' } }),
    ).toBe(true);
    expect(
      isEncoding({
        ...idle,
        destinations: [],
        recording: { kind: 'recording', file: 'a.mp4', sinceMs: 0 },
      }),
    ).toBe(true);
  });
});
