import type { Command, CommandKind } from './command.ts';
import { findProblems } from './find-problems.ts';
import { itemAppliers } from './item-commands.ts';
import { insertAt, moveTo, withoutItems } from './item-tree.ts';
import { Refusal } from './refusal.ts';
import { collectionLimits } from './scene-collection.ts';
import type { Item, Scene, SceneCollection } from './scene-collection.ts';

export type Applied =
  | { readonly kind: 'ok'; readonly collection: SceneCollection }
  | { readonly kind: 'refused'; readonly message: string; readonly field: string };

export type CommandOf<K extends CommandKind> = Extract<Command, { kind: K }>;
export type Appliers<K extends CommandKind = CommandKind> = {
  readonly [Kind in K]: (collection: SceneCollection, command: CommandOf<Kind>) => SceneCollection;
};

/**
 * Every edit of the document (law 1): pure, sharing what did not change. A collection without
 * problems (`findProblems`) stays so; what would break it is refused, with the command's field that
 * is to blame. Indexes beyond the end mean the end. Removing a source or a scene removes the items
 * that show it, everywhere; the program scene's place is taken by the scene after it, or before.
 */
export function applyCommand(collection: SceneCollection, command: Command): Applied {
  try {
    const apply = appliers[command.kind] as (from: SceneCollection, by: Command) => SceneCollection;
    return { kind: 'ok', collection: apply(collection, command) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { kind: 'refused', message: error.message, field: error.field };
  }
}

const appliers: Appliers = {
  'rename-collection': (collection, { name }) => ({ ...collection, name }),
  'replace-collection': (_, { collection }) => {
    const [problem] = findProblems(collection);
    if (problem) throw new Refusal(problem.message, `collection.${problem.field}`);
    return collection;
  },
  'set-canvas': (collection, { canvas }) => ({ ...collection, canvas }),
  'set-transition': (collection, { transition }) => ({ ...collection, transition }),
  'set-program-scene': (collection, { sceneId }) => {
    sceneIndex(collection, sceneId);
    return { ...collection, programSceneId: sceneId };
  },

  'add-scene': (collection, { sceneId, name }) =>
    addScene(collection, collection.scenes.length, { id: sceneId, name, items: [] }, 'sceneId'),
  'rename-scene': (collection, { sceneId, name }) => {
    const index = sceneIndex(collection, sceneId);
    return {
      ...collection,
      scenes: collection.scenes.map((scene, at) => (at === index ? { ...scene, name } : scene)),
    };
  },
  'duplicate-scene': (collection, { sceneId, newSceneId, name }) => {
    const index = sceneIndex(collection, sceneId);
    // Item ids are unique within a scene only, so the copy shares the items.
    const items = collection.scenes[index]?.items ?? [];
    return addScene(collection, index + 1, { id: newSceneId, name, items }, 'newSceneId');
  },
  'move-scene': (collection, { sceneId, index }) => ({
    ...collection,
    scenes: moveTo(collection.scenes, sceneIndex(collection, sceneId), index),
  }),
  'remove-scene': (collection, { sceneId }) => {
    const index = sceneIndex(collection, sceneId);
    const scenes = collection.scenes.filter((scene) => scene.id !== sceneId);
    const heir = scenes[Math.min(index, scenes.length - 1)];
    if (!heir) throw new Refusal('the last scene stays', 'sceneId');
    return {
      ...collection,
      scenes: scenesWithout(scenes, (item) => item.kind === 'scene' && item.sceneId === sceneId),
      programSceneId: collection.programSceneId === sceneId ? heir.id : collection.programSceneId,
    };
  },

  'add-source': (collection, { source }) => {
    if (collection.sources.some(({ id }) => id === source.id)) {
      throw new Refusal(`the id "${source.id}" is taken`, 'source.id');
    }
    if (collection.sources.length >= collectionLimits.sources) {
      throw new Refusal(`at most ${collectionLimits.sources} sources fit`, 'source');
    }
    return { ...collection, sources: [...collection.sources, source] };
  },
  'update-source': (collection, { source }) => {
    const old = collection.sources.find(({ id }) => id === source.id);
    if (!old) throw new Refusal(`there is no source "${source.id}"`, 'source.id');
    if (old.kind !== source.kind) {
      throw new Refusal(`the source is a ${old.kind}; its kind cannot change`, 'source.kind');
    }
    return {
      ...collection,
      sources: collection.sources.map((other) => (other === old ? source : other)),
    };
  },
  'rename-source': (collection, { sourceId, name }) =>
    updateSource(collection, sourceId, (source) => ({ ...source, name })),
  'remove-source': (collection, { sourceId }) => {
    updateSource(collection, sourceId, (source) => source);
    return {
      ...collection,
      sources: collection.sources.filter(({ id }) => id !== sourceId),
      scenes: scenesWithout(
        collection.scenes,
        (item) => item.kind === 'source' && item.sourceId === sourceId,
      ),
    };
  },
  'set-audio': (collection, { sourceId, audio }) =>
    updateSource(collection, sourceId, (source) => ({
      ...source,
      audio: {
        gainDb: audio.gainDb ?? source.audio.gainDb,
        muted: audio.muted ?? source.audio.muted,
        syncOffsetMs: audio.syncOffsetMs ?? source.audio.syncOffsetMs,
        monitor: audio.monitor ?? source.audio.monitor,
      },
    })),

  ...itemAppliers,
};

function sceneIndex(collection: SceneCollection, sceneId: string): number {
  const index = collection.scenes.findIndex(({ id }) => id === sceneId);
  if (index < 0) throw new Refusal(`there is no scene "${sceneId}"`, 'sceneId');
  return index;
}

function addScene(
  collection: SceneCollection,
  index: number,
  scene: Scene,
  idField: string,
): SceneCollection {
  if (collection.scenes.some(({ id }) => id === scene.id)) {
    throw new Refusal(`the id "${scene.id}" is taken`, idField);
  }
  if (collection.scenes.length >= collectionLimits.scenes) {
    throw new Refusal(`at most ${collectionLimits.scenes} scenes fit`, idField);
  }
  return { ...collection, scenes: insertAt(collection.scenes, index, scene) };
}

function updateSource(
  collection: SceneCollection,
  sourceId: string,
  update: (source: SceneCollection['sources'][number]) => SceneCollection['sources'][number],
): SceneCollection {
  if (!collection.sources.some(({ id }) => id === sourceId)) {
    throw new Refusal(`there is no source "${sourceId}"`, 'sourceId');
  }
  return {
    ...collection,
    sources: collection.sources.map((source) => (source.id === sourceId ? update(source) : source)),
  };
}

function scenesWithout(scenes: readonly Scene[], matches: (item: Item) => boolean): Scene[] {
  return scenes.map((scene) => {
    const items = withoutItems(scene.items, matches);
    return items === scene.items ? scene : { ...scene, items };
  });
}
