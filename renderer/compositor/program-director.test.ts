import { describe, expect, it } from 'vitest';
import {
  groupItem,
  sceneItem,
  sourceItem,
  testCollection,
} from '#test/support/compositor-scenes.ts';
import { ProgramDirector } from './program-director.ts';
import { mixes, progressAt } from './transitions/transition.ts';

const sources = ['a', 'b', 'c', 'd'].map((id) => ({ kind: 'colour', id, colour: '#ff0000' }));
const scenes = {
  one: [sourceItem('a'), sourceItem('d', {}, { visible: false })],
  two: [groupItem([sourceItem('b')]), sceneItem('three')],
  three: [sourceItem('c'), sceneItem('two')],
};
const shape = { width: 100, height: 100, isOpaque: true };
const startUs = 1_000_000;

function director(kind: 'cut' | 'fade'): ProgramDirector {
  const transition = { kind, durationMs: 200 };
  const made = new ProgramDirector({ shapeOf: () => shape });
  made.setOutput({ width: 1920, height: 1080 });
  made.setCollection(testCollection({ sources, scenes, transition }), 0);
  const next = testCollection({ sources, scenes, transition, programSceneId: 'two' });
  made.setCollection(next, startUs);
  return made;
}

describe('ProgramDirector', () => {
  it('has what the program’s scene shows on air, through groups and nested scenes', () => {
    const cut = director('cut');
    expect([...cut.onAirSources()].sort()).toEqual(['b', 'c']);
    expect(cut.isInTransition).toBe(false);
  });

  it('has both scenes on air during a fade, and lays the new one over', () => {
    const fade = director('fade');
    expect([...fade.onAirSources()].sort()).toEqual(['a', 'b', 'c']);
    const ops = fade.opsAt(startUs + 50_000);
    expect(ops).toMatchObject([
      { kind: 'picture', sourceId: 'a' },
      { kind: 'layer', background: 'black', opacity: 0.25 },
    ]);
    expect(fade.isInTransition).toBe(true);
  });

  it('ends the fade at its end', () => {
    const fade = director('fade');
    expect(fade.opsAt(startUs + 200_000)).toMatchObject([
      { kind: 'picture', sourceId: 'b' },
      { kind: 'picture', sourceId: 'c' },
    ]);
    expect([...fade.onAirSources()].sort()).toEqual(['b', 'c']);
  });

  it('shows nothing before it has a collection', () => {
    const empty = new ProgramDirector({ shapeOf: () => shape });
    expect(empty.opsAt(0)).toEqual([]);
    expect(empty.onAirSources().size).toBe(0);
  });
});

describe('transitions', () => {
  it('run from 0 to 1 and no further', () => {
    expect([-1, 0, 0.5, 1, 2].map((at) => progressAt(at * 1e5, 0, 100))).toEqual([0, 0, 0.5, 1, 1]);
    expect(progressAt(0, 0, 0)).toBe(1);
  });

  it('are only the old scene before and only the new one after', () => {
    for (const mix of Object.values(mixes)) expect(mix([], [], 1)).toEqual([]);
    expect(mixes.fade([], [], 0.5)).toHaveLength(1);
  });
});
