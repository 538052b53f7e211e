import { useEffect } from 'react';
import { assertNever } from '#shared/lib/assert-never.ts';
import { duplicateSelection } from '../edit-selection.ts';
import { useStudio } from '../hooks.ts';
import type { Studio } from '../studio.ts';
import { studioAction, type StudioAction } from './shortcuts.ts';

/** Listens for the keys that work everywhere, while no dialog is open. */
export function useShortcuts(): void {
  const studio = useStudio();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || isTyping(event.target)) return;
      if (studio.store.getState().dialog.kind !== 'none') return;
      const action = studioAction(event);
      if (!action) return;
      event.preventDefault();
      act(studio, action);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => {
      window.removeEventListener('keydown', onKeyDown);
    };
  }, [studio]);
}

function act(studio: Studio, action: StudioAction): void {
  switch (action.kind) {
    case 'undo':
      studio.undo();
      break;
    case 'redo':
      studio.redo();
      break;
    case 'duplicate':
      void duplicateSelection(studio);
      break;
    case 'help':
      studio.store.getState().openDialog({ kind: 'help' });
      break;
    default:
      assertNever(action);
  }
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.closest('input:not([type=range]), textarea') !== null
  );
}
