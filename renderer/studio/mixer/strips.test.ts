import { describe, expect, it } from 'vitest';
import { newCollection } from '#shared/model/new-collection.ts';
import { itemSchema, type SceneCollection } from '#shared/model/scene-collection.ts';
import { newSource } from '../sources/new-source.ts';
import { soundingSources } from './strips.ts';

describe('soundingSources', () => {
  it('are those of the program scene and live inputs, and what no scene shows', () => {
    const empty = newCollection();
    const source = (kind: 'microphone' | 'media' | 'image', id: string) => ({
      ...newSource(kind, empty),
      id,
    });
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
    expect(soundingSources(collection).map(({ id }) => id)).toEqual(['unplaced', 'voice', 'here']);
  });
});
