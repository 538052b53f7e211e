import { walkItems } from '#shared/model/item-tree.ts';
import type { SceneCollection } from '#shared/model/scene-collection.ts';
import { sourceTraits, type Source } from '#shared/model/source.ts';
import { usedSources } from '../../compositor/scene/used-sources.ts';

/** Live inputs are heard in every scene; a person must see that they are open. */
const global: ReadonlySet<Source['kind']> = new Set(['microphone', 'system-audio']);

/** What sounds now: sources of the program scene, live inputs, and what no scene shows. */
export function soundingSources(collection: SceneCollection): readonly Source[] {
  const used = usedSources(collection, [collection.programSceneId]);
  const placed = new Set(
    collection.scenes.flatMap(({ items }) =>
      [...walkItems(items)].flatMap(({ item }) => (item.kind === 'source' ? [item.sourceId] : [])),
    ),
  );
  return collection.sources.filter(
    ({ id, kind }) =>
      sourceTraits[kind].audio && (used.has(id) || global.has(kind) || !placed.has(id)),
  );
}
