import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  groupItem,
  sceneItem,
  sourceItem,
  testCollection,
} from '#test/support/compositor-scenes.ts';
import type { SceneCollection } from '#shared/model/scene-collection.ts';
import type { DrawOp, PictureOp } from './draw-list.ts';
import { flattenScene, maxDrawOps, outputMatrix } from './flatten.ts';
import { boundsOf } from './matrix.ts';

const sources = ['a', 'b', 'c'].map((id) => ({
  kind: 'colour',
  id,
  colour: '#ff0000',
  width: 400,
  height: 200,
}));
const output = { width: 1920, height: 1080 };

function flatten(
  collection: SceneCollection,
  isOpaque = false,
  size = { width: 400, height: 200 },
): readonly DrawOp[] {
  return flattenScene({
    collection,
    sceneId: collection.programSceneId,
    output,
    shapeOf: (id) => (id === 'unknown' ? null : { ...size, isOpaque }),
  });
}

function picture(op: DrawOp | undefined): PictureOp {
  if (op?.kind !== 'picture') throw new Error('expected a picture');
  return op;
}

function boxOf(op: DrawOp | undefined): Record<string, number> {
  const { matrix, crop } = picture(op);
  const { x, y, width, height } = boundsOf(matrix, crop);
  const round = (value: number): number => Math.round(value * 1000) / 1000;
  return { x: round(x), y: round(y), width: round(width), height: round(height) };
}

describe('flattenScene', () => {
  it('places an item at its corner, scaled', () => {
    const item = sourceItem('a', { x: 100, y: 50, scaleX: 2, scaleY: 0.5 });
    const [op] = flatten(testCollection({ sources, scenes: { main: [item] } }));
    expect(boxOf(op)).toEqual({ x: 100, y: 50, width: 800, height: 100 });
  });

  it('cuts source pixels before scaling, and the rest moves to the corner', () => {
    const crop = { left: 100, top: 20, right: 50, bottom: 30 };
    const item = sourceItem('a', { x: 10, y: 20, scaleX: 2, scaleY: 2, crop });
    const [op] = flatten(testCollection({ sources, scenes: { main: [item] } }));
    expect(picture(op).crop).toEqual({ x: 100, y: 20, width: 250, height: 150 });
    expect(boxOf(op)).toEqual({ x: 10, y: 20, width: 500, height: 300 });
  });

  it('turns about the centre', () => {
    const item = sourceItem('a', { x: 100, y: 300, rotationDeg: 90 });
    const [op] = flatten(testCollection({ sources, scenes: { main: [item] } }));
    expect(boxOf(op)).toEqual({ x: 200, y: 200, width: 200, height: 400 });
  });

  it('mirrors in place', () => {
    const item = sourceItem('a', { x: 100, y: 300, scaleX: -1 });
    const [op] = flatten(testCollection({ sources, scenes: { main: [item] } }));
    expect(boxOf(op)).toEqual({ x: 100, y: 300, width: 400, height: 200 });
    expect(picture(op).matrix.a).toBe(-1);
  });

  it.each([
    ['invisible', sourceItem('a', {}, { visible: false })],
    ['transparent', sourceItem('a', {}, { opacity: 0 })],
    ['cropped away', sourceItem('a', { crop: { left: 200, right: 200 } })],
    ['off the canvas', sourceItem('a', { x: 1920 })],
    ['without a size', sourceItem('unknown')],
    ['flat', sourceItem('a', { scaleX: 0 })],
  ])('leaves out what is %s', (_, item) => {
    expect(flatten(testCollection({ sources, scenes: { main: [item] } }))).toEqual([]);
  });

  it('leaves out what lies under an opaque picture of the whole output', () => {
    const full = { scaleX: 4.8, scaleY: 5.4 };
    const main = [sourceItem('a'), sourceItem('b', full), sourceItem('c')];
    const ids = (ops: readonly DrawOp[]): string[] => ops.map((op) => picture(op).sourceId);
    expect(ids(flatten(testCollection({ sources, scenes: { main } }), true))).toEqual(['b', 'c']);
    expect(ids(flatten(testCollection({ sources, scenes: { main } }), false))).toHaveLength(3);
    const glass = [sourceItem('a'), sourceItem('b', full, { opacity: 0.9 })];
    expect(ids(flatten(testCollection({ sources, scenes: { main: glass } }), true))).toHaveLength(
      2,
    );
  });

  it('puts a group’s children into the group’s coordinates and turns it about its middle', () => {
    const children = [sourceItem('a', { x: 0 }), sourceItem('b', { x: 400 })];
    const group = groupItem(children, { x: 100, y: 400, rotationDeg: 180 });
    const ops = flatten(testCollection({ sources, scenes: { main: [group] } }));
    expect(ops.map(boxOf)).toEqual([
      { x: 500, y: 400, width: 400, height: 200 },
      { x: 100, y: 400, width: 400, height: 200 },
    ]);
  });

  it('clips a cropped group', () => {
    const group = groupItem([sourceItem('a')], { x: 100, crop: { left: 50 } });
    const [op] = flatten(testCollection({ sources, scenes: { main: [group] } }));
    const [clip] = picture(op).clips;
    expect(clip && boundsOf(clip.matrix, clip.rect)).toEqual({
      x: 100,
      y: 0,
      width: 350,
      height: 200,
    });
    expect(boxOf(op)['x']).toBe(50);
  });

  it('nests a scene, clipped to its canvas, once in itself', () => {
    const scenes = {
      main: [sceneItem('inner', { x: 960, scaleX: 0.5, scaleY: 0.5 })],
      inner: [sourceItem('a', { x: 1800 }), sceneItem('main')],
    };
    const ops = flatten(testCollection({ sources, scenes }));
    expect(ops).toHaveLength(1);
    expect(boxOf(ops[0])).toEqual({ x: 1860, y: 0, width: 200, height: 100 });
    expect(picture(ops[0]).clips.map(({ matrix, rect }) => boundsOf(matrix, rect))).toEqual([
      { x: 960, y: 0, width: 960, height: 540 },
    ]);
  });

  it('composes a see-through group of several by itself, of one without a detour', () => {
    const group = (children: ReturnType<typeof sourceItem>[]) =>
      groupItem(children, {}, { opacity: 0.5, blendMode: 'screen' });
    const two = testCollection({
      sources,
      scenes: { main: [group([sourceItem('a'), sourceItem('b')])] },
    });
    expect(flatten(two)).toMatchObject([
      { kind: 'layer', opacity: 0.5, blendMode: 'screen', ops: [{ opacity: 1 }, { opacity: 1 }] },
    ]);
    const one = [group([sourceItem('a', {}, { opacity: 0.5 })])];
    expect(flatten(testCollection({ sources, scenes: { main: one } }))).toMatchObject([
      { kind: 'picture', opacity: 0.25, blendMode: 'screen' },
    ]);
  });

  it('stays bounded where scenes double each other', () => {
    const depth = 40;
    const scenes = Object.fromEntries(
      Array.from({ length: depth }, (_, index) => [
        `s${index}`,
        index === depth - 1
          ? [sourceItem('a')]
          : [sceneItem(`s${index + 1}`), sceneItem(`s${index + 1}`)],
      ]),
    );
    expect(flatten(testCollection({ sources, scenes })).length).toBeLessThanOrEqual(maxDrawOps);
  });

  it('takes any graph of scenes', () => {
    const names = ['s0', 's1', 's2'];
    const item = fc.oneof(
      fc.constantFrom('a', 'b').map((id) => sourceItem(id)),
      fc.constantFrom(...names).map((id) => sceneItem(id)),
      fc.constantFrom(...names).map((id) => groupItem([sceneItem(id), sourceItem('c')])),
    );
    fc.assert(
      fc.property(
        fc.array(fc.array(item, { maxLength: 4 }), { minLength: 3, maxLength: 3 }),
        (all) => {
          const scenes = Object.fromEntries(all.map((items, index) => [`s${index}`, items]));
          expect(flatten(testCollection({ sources, scenes })).length).toBeLessThanOrEqual(
            maxDrawOps,
          );
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('outputMatrix', () => {
  it('fits the canvas into the middle', () => {
    const canvas = { width: 1000, height: 1000 };
    expect(boundsOf(outputMatrix(canvas, output), { x: 0, y: 0, ...canvas })).toEqual({
      x: 420,
      y: 0,
      width: 1080,
      height: 1080,
    });
  });
});
