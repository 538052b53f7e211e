import type { Command } from '#shared/model/command.ts';
import { newId } from '#shared/model/id.ts';
import type { Point } from './preview/point.ts';
import { movedBy } from './preview/gestures.ts';
import { findPlaced, placeItems, type PlacedItem } from './preview/placed-items.ts';
import { duplicateItems, removeItems } from './sources/source-commands.ts';
import type { Studio } from './studio.ts';

/** The program scene's items as they lie on the canvas now. */
export function placedNow(studio: Studio): readonly PlacedItem[] {
  const collection = studio.collection();
  const scene = studio.programScene();
  if (!collection || !scene) return [];
  return placeItems(scene, collection, studio.program.sourceSizes.get());
}

/** The selected items that may be moved. */
export function movableSelection(studio: Studio): readonly PlacedItem[] {
  const placed = placedNow(studio);
  return studio.store.getState().selectedItemIds.flatMap((id) => {
    const found = findPlaced(placed, id);
    return found && !found.isLocked ? [found] : [];
  });
}

/** Moves the selection by canvas pixels. Nudges within one `gesture` are one undo step. */
export async function nudgeSelection(studio: Studio, by: Point, gesture: string): Promise<void> {
  const scene = studio.programScene();
  if (!scene) return;
  await studio.apply(
    'error.layer',
    movableSelection(studio).map((placed): Command => ({
      kind: 'update-item',
      sceneId: scene.id,
      itemId: placed.item.id,
      changes: { transform: movedBy(placed, by) },
    })),
    gesture,
  );
}

export function removeSelection(studio: Studio): void {
  const collection = studio.collection();
  const scene = studio.programScene();
  const { selectedItemIds } = studio.store.getState();
  if (!collection || !scene || selectedItemIds.length === 0) return;
  void studio.apply('error.layer', removeItems(collection, scene.id, selectedItemIds));
}

/** Duplicates the selection and selects the copies. */
export async function duplicateSelection(studio: Studio): Promise<void> {
  const scene = studio.programScene();
  if (!scene) return;
  const commands = duplicateItems(scene, studio.store.getState().selectedItemIds);
  if (commands.length === 0 || !(await studio.apply('error.layer', commands, newId()))) return;
  studio.store
    .getState()
    .select(commands.flatMap((command) => (command.kind === 'add-item' ? [command.item.id] : [])));
}

/** Selects the next layer up (1) or down (−1); beyond the ends it goes round. */
export function selectNext(studio: Studio, by: 1 | -1): void {
  const ids = studio.programScene()?.items.map(({ id }) => id) ?? [];
  const { selectedItemIds, select } = studio.store.getState();
  const at = ids.indexOf(selectedItemIds.at(-1) ?? '');
  const next = ids[at < 0 ? (by === 1 ? 0 : ids.length - 1) : (at + by + ids.length) % ids.length];
  if (next !== undefined) select([next]);
}
