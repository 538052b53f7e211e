import type { SceneCollection } from '#shared/model/scene-collection.ts';
import { sourceTraits, type Source } from '#shared/model/source.ts';
import { usedSources } from '../compositor/scene/used-sources.ts';

/** Live inputs are heard in every scene; a person must see that they are open. */
const everywhere: ReadonlySet<Source['kind']> = new Set(['microphone', 'system-audio']);

/** What sounds now: what the program scene shows, and live inputs. */
export function soundingSources(collection: SceneCollection): readonly Source[] {
  const used = usedSources(collection, [collection.programSceneId]);
  return collection.sources.filter(
    ({ id, kind }) => sourceTraits[kind].audio && (used.has(id) || everywhere.has(kind)),
  );
}

/** All sources as the mixer must play them: what does not sound keeps its strip, muted. */
export function mixedSources(collection: SceneCollection): readonly Source[] {
  const sounding = new Set(soundingSources(collection).map(({ id }) => id));
  return collection.sources.map((source) =>
    sounding.has(source.id) ? source : { ...source, audio: { ...source.audio, muted: true } },
  );
}
