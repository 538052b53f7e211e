/** Where rows are dropped: before or after a row. */
export interface ReorderTarget {
  readonly key: string;
  readonly position: 'before' | 'after';
}

/** The index at which `movedId` stands after it was dropped at `target`; null where nothing moves. */
export function reorderIndex(
  ids: readonly string[],
  movedId: string,
  target: ReorderTarget,
): number | null {
  const from = ids.indexOf(movedId);
  const others = ids.filter((id) => id !== movedId);
  const at = others.indexOf(target.key);
  if (from < 0 || at < 0) return null;
  const to = target.position === 'before' ? at : at + 1;
  return to === from ? null : to;
}
