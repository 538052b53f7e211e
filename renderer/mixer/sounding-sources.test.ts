import { describe, expect, it } from 'vitest';
import { newCollection } from '#shared/model/new-collection.ts';
import { itemSchema, type SceneCollection } from '#shared/model/scene-collection.ts';
import { sourceSchema } from '#shared/model/source.ts';
import { mixedSources, soundingSources } from './sounding-sources.ts';

describe('soundingSources', () => {
  it('are those of the program scene and live inputs; the others are muted', () => {
    const empty = newCollection();
    const source = (kind: 'microphone' | 'media' | 'image', id: string) =>
      sourceSchema.parse({ kind, id, name: id, ...(kind === 'microphone' ? {} : { file: 'a' }) });
    const item = (sourceId: string) =>
      itemSchema.parse({ kind: 'source', id: `item of ${sourceId}`, sourceId });
    const [first] = empty.scenes;
    const collection: SceneCollection = {
      ...empty,
      sources: [
        source('media', 'unplaced'),
        source('microphone', 'voice'),
        source('media', 'here'),
        source('image', 'silent'),
        source('media', 'elsewhere'),
      ],
      scenes: [
        { id: first?.id ?? '', name: 'A', items: [item('here'), item('silent')] },
        { id: 'b', name: 'B', items: [item('elsewhere'), item('voice')] },
      ],
    };
    expect(soundingSources(collection).map(({ id }) => id)).toEqual(['voice', 'here']);
    const muted = mixedSources(collection).filter(({ audio }) => audio.muted);
    expect(muted.map(({ id }) => id)).toEqual(['unplaced', 'silent', 'elsewhere']);
  });
});
