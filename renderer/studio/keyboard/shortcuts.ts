import type { PlainKey } from '../text.ts';

/** What a key does anywhere but in a text field or a dialog. */
export type StudioAction =
  | { readonly kind: 'undo' }
  | { readonly kind: 'redo' }
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'help' };

/** What a key does in the preview. */
export type PreviewAction =
  /** In canvas pixels. */
  | { readonly kind: 'nudge'; readonly x: number; readonly y: number }
  | { readonly kind: 'remove' }
  | { readonly kind: 'deselect' }
  | { readonly kind: 'select-next'; readonly by: 1 | -1 };

/** The parts of a keyboard event that count. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

const arrows: Readonly<Record<string, { readonly x: number; readonly y: number }>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

/** Keys that work everywhere but in a text field or a dialog. Control, or Command on a Mac. */
export function studioAction(press: KeyPress): StudioAction | null {
  if (press.altKey) return null;
  const key = press.key.toLowerCase();
  if (press.ctrlKey || press.metaKey) {
    if (key === 'z') return { kind: press.shiftKey ? 'redo' : 'undo' };
    if (key === 'y' && !press.shiftKey) return { kind: 'redo' };
    if (key === 'd' && !press.shiftKey) return { kind: 'duplicate' };
    return null;
  }
  return key === '?' ? { kind: 'help' } : null;
}

/** Keys of the preview while it has the focus. */
export function previewAction(press: KeyPress): PreviewAction | null {
  if (press.altKey || press.ctrlKey || press.metaKey) return null;
  const arrow = arrows[press.key];
  const step = press.shiftKey ? 10 : 1;
  if (arrow) return { kind: 'nudge', x: arrow.x * step, y: arrow.y * step };
  switch (press.key) {
    case 'Delete':
    case 'Backspace':
      return { kind: 'remove' };
    case 'Escape':
      return { kind: 'deselect' };
    case 'PageUp':
      return { kind: 'select-next', by: 1 };
    case 'PageDown':
      return { kind: 'select-next', by: -1 };
    default:
      return null;
  }
}

/** The help dialog's table. */
export const keyboardHelp: readonly {
  readonly title: PlainKey;
  readonly rows: readonly { readonly keys: string; readonly action: PlainKey }[];
}[] = [
  {
    title: 'help.everywhere',
    rows: [
      { keys: 'Ctrl+Z', action: 'help.undo' },
      { keys: 'Ctrl+Shift+Z', action: 'help.redo' },
      { keys: 'Ctrl+D', action: 'help.duplicate' },
      { keys: '?', action: 'help.help' },
      { keys: 'F6', action: 'help.messages' },
      { keys: 'Tab', action: 'help.next' },
    ],
  },
  {
    title: 'help.preview',
    rows: [
      { keys: '← ↑ → ↓', action: 'help.nudge' },
      { keys: 'Shift + ← ↑ → ↓', action: 'help.nudgeFar' },
      { keys: 'Page Up, Page Down', action: 'help.selectNext' },
      { keys: 'Del', action: 'help.remove' },
      { keys: 'Esc', action: 'help.deselect' },
    ],
  },
  {
    title: 'help.lists',
    rows: [
      { keys: '↑ ↓', action: 'help.move' },
      { keys: 'Enter', action: 'help.choose' },
      { keys: 'F2', action: 'help.rename' },
      { keys: 'Alt+↑, Alt+↓', action: 'help.reorder' },
      { keys: 'Del', action: 'help.remove' },
    ],
  },
];
