import type { KeyboardEvent, ReactNode } from 'react';

export interface RowKeysProps {
  readonly children: ReactNode;
  readonly className?: string;
  readonly onRename?: (id: string) => void;
  readonly onRemove?: (id: string) => void;
  /** −1 is one row up. */
  readonly onMove?: (id: string, by: -1 | 1) => void;
}

/** Keys that act on the focused row of the list inside: F2, Delete, Alt with the arrows. */
export function RowKeys({ children, className, ...handlers }: RowKeysProps): ReactNode {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!(event.target instanceof HTMLElement)) return;
    const id = event.target.closest<HTMLElement>('[role="row"]')?.dataset['key'];
    const action = id === undefined ? undefined : actionOf(event, handlers);
    if (id === undefined || !action) return;
    event.preventDefault();
    event.stopPropagation();
    action(id);
  };
  return (
    <div className={className} onKeyDownCapture={onKeyDown}>
      {children}
    </div>
  );
}

function actionOf(
  event: KeyboardEvent,
  { onRename, onRemove, onMove }: Pick<RowKeysProps, 'onRename' | 'onRemove' | 'onMove'>,
): ((id: string) => void) | undefined {
  if (event.key === 'F2') return onRename;
  if (event.key === 'Delete') return onRemove;
  if (!event.altKey || !onMove) return undefined;
  if (event.key === 'ArrowUp') return (id) => onMove(id, -1);
  if (event.key === 'ArrowDown') return (id) => onMove(id, 1);
  return undefined;
}
