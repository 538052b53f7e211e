import { describe, expect, it } from 'vitest';
import { previewAction, studioAction, type KeyPress } from './shortcuts.ts';

const press = (key: string, ...held: (keyof KeyPress)[]): KeyPress => ({
  key,
  ctrlKey: held.includes('ctrlKey'),
  metaKey: held.includes('metaKey'),
  shiftKey: held.includes('shiftKey'),
  altKey: held.includes('altKey'),
});

describe('studioAction', () => {
  it.each([
    [press('z', 'ctrlKey'), 'undo'],
    [press('z', 'metaKey'), 'undo'],
    [press('Z', 'ctrlKey', 'shiftKey'), 'redo'],
    [press('y', 'ctrlKey'), 'redo'],
    [press('d', 'ctrlKey'), 'duplicate'],
    [press('?', 'shiftKey'), 'help'],
  ])('%o', (key, kind) => {
    expect(studioAction(key)?.kind).toBe(kind);
  });

  it.each([press('z'), press('z', 'ctrlKey', 'altKey'), press('ArrowUp'), press('d')])(
    'leaves %o alone',
    (key) => {
      expect(studioAction(key)).toBeNull();
    },
  );
});

describe('previewAction', () => {
  it('nudges by 1, with Shift by 10', () => {
    expect(previewAction(press('ArrowLeft'))).toEqual({ kind: 'nudge', x: -1, y: 0 });
    expect(previewAction(press('ArrowDown', 'shiftKey'))).toEqual({ kind: 'nudge', x: 0, y: 10 });
  });

  it.each([
    ['Delete', 'remove'],
    ['Escape', 'deselect'],
    ['PageUp', 'select-next'],
  ])('%s: %s', (key, kind) => {
    expect(previewAction(press(key))?.kind).toBe(kind);
  });

  it('leaves Tab and the rest to the browser', () => {
    expect(previewAction(press('Tab'))).toBeNull();
    expect(previewAction(press('ArrowLeft', 'ctrlKey'))).toBeNull();
  });
});
