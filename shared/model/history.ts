import type { Command, CommandKind } from './command.ts';
import { applyCommand } from './reducer.ts';
import type { SceneCollection } from './scene-collection.ts';

/** Undo steps kept; the documents share what did not change between them. */
export const maxUndoSteps = 200;

/** What plays the show and does not edit it: undo must never switch what the audience sees. */
const notUndoable: ReadonlySet<CommandKind> = new Set(['set-program-scene']);

export function isUndoable({ kind }: Command): boolean {
  return !notUndoable.has(kind);
}

/**
 * The document with its undo steps. Everything but `set-program-scene` is undoable, faders too;
 * commands of one gesture, such as one drag, are one step. Undo and redo leave the program scene
 * where it is, unless the document they go to does not have it.
 */
export interface History {
  readonly present: SceneCollection;
  /** Oldest first. */
  readonly past: readonly SceneCollection[];
  /** Next redo first. */
  readonly future: readonly SceneCollection[];
  /** The gesture that the newest step belongs to. */
  readonly gesture: string | null;
}

export type AppliedToHistory =
  | { readonly kind: 'ok'; readonly history: History }
  | { readonly kind: 'refused'; readonly message: string; readonly field: string };

export function newHistory(present: SceneCollection): History {
  return { present, past: [], future: [], gesture: null };
}

export function applyToHistory(
  history: History,
  command: Command,
  gesture: string | null = null,
): AppliedToHistory {
  const applied = applyCommand(history.present, command);
  if (applied.kind === 'refused') return applied;
  const present = applied.collection;
  if (!isUndoable(command)) return { kind: 'ok', history: { ...history, present } };
  const joins = gesture !== null && gesture === history.gesture && history.future.length === 0;
  const past = joins ? history.past : [...history.past, history.present].slice(-maxUndoSteps);
  return { kind: 'ok', history: { present, past, future: [], gesture } };
}

/** Null where there is nothing to undo. */
export function undo({ present, past, future }: History): History | null {
  const previous = past.at(-1);
  if (!previous) return null;
  return {
    present: withProgramOf(present, previous),
    past: past.slice(0, -1),
    future: [present, ...future],
    gesture: null,
  };
}

/** Null where there is nothing to redo. */
export function redo({ present, past, future }: History): History | null {
  const [next, ...rest] = future;
  if (!next) return null;
  return {
    present: withProgramOf(present, next),
    past: [...past, present],
    future: rest,
    gesture: null,
  };
}

function withProgramOf(
  { programSceneId }: SceneCollection,
  target: SceneCollection,
): SceneCollection {
  const keeps = target.scenes.some(({ id }) => id === programSceneId);
  return keeps && target.programSceneId !== programSceneId ? { ...target, programSceneId } : target;
}
