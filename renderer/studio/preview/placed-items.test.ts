import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newCollection } from '#shared/model/new-collection.ts';
import { itemSchema, type Item, type Scene } from '#shared/model/scene-collection.ts';
import { newSource } from '../sources/new-source.ts';
import { fitInto, movedBy, resizedTo, turnedTo } from './gestures.ts';
import { findPlaced, hitTest, placeItems, type PlacedItem } from './placed-items.ts';

const collection = newCollection();
const colour = { ...newSource('colour', collection), id: 'colour', width: 200, height: 100 };
const image = { ...newSource('image', collection), id: 'image' };
const document = { ...collection, sources: [colour, image] };

interface ItemFields {
  readonly transform?: object;
  readonly visible?: boolean;
  readonly locked?: boolean;
  readonly sourceId?: string;
}
const item = (id: string, fields: ItemFields = {}): Item =>
  itemSchema.parse({ kind: 'source', id, sourceId: 'colour', ...fields });
const group = (id: string, items: Item[], fields: ItemFields = {}): Item =>
  itemSchema.parse({ kind: 'group', id, name: id, items, ...fields });
const place = (...items: Item[]): PlacedItem[] =>
  placeItems({ id: 's', name: 'S', items } as Scene, document, new Map());
const hit = (placed: readonly PlacedItem[], x: number, y: number): string | undefined =>
  hitTest(placed, { x, y })?.item.id;
function only(placed: readonly PlacedItem[], id: string): PlacedItem {
  const found = findPlaced(placed, id);
  if (!found) throw new Error(`${id} is not placed`);
  return found;
}

describe('placeItems', () => {
  it('leaves out what has no size yet', () => {
    expect(place(item('a', { sourceId: 'image' }))).toEqual([]);
    const sizes = new Map([['image', { width: 10, height: 20 }]]);
    const scene = { id: 's', name: 'S', items: [item('a', { sourceId: 'image' })] };
    expect(placeItems(scene, document, sizes)[0]?.box).toMatchObject({ width: 10, height: 20 });
  });

  it('takes crop and scale into account', () => {
    const transform = { x: 10, scaleX: 2, scaleY: -1, crop: { left: 50, bottom: 20 } };
    const [placed] = place(item('a', { transform }));
    expect(placed?.box).toEqual({ x: 10, y: 0, width: 300, height: 80, rotationDeg: 0 });
  });

  it('boxes a group around its visible layers', () => {
    const inner = [
      item('a', { transform: { x: 10, y: 10 } }),
      item('b', { transform: { x: 300, y: 50 } }),
      item('c', { transform: { x: 900 }, visible: false }),
    ];
    const [placed] = place(group('g', inner, { transform: { x: 100, scaleX: 2, scaleY: 2 } }));
    expect(placed?.box).toEqual({ x: 120, y: 20, width: 980, height: 280, rotationDeg: 0 });
    expect(only([placed as PlacedItem], 'b').corners[0]).toEqual({ x: 700, y: 100 });
  });
});

describe('hitTest', () => {
  it('takes the topmost that is visible and not locked', () => {
    expect(hit(place(item('a'), item('b')), 50, 50)).toBe('b');
    expect(hit(place(item('a'), item('b', { locked: true })), 50, 50)).toBe('a');
    expect(hit(place(item('a'), item('b', { visible: false })), 50, 50)).toBe('a');
    expect(hit(place(item('a')), 500, 50)).toBeUndefined();
  });

  it('takes a group by its layers, not by the holes between them', () => {
    const inner = [item('a'), item('b', { transform: { x: 500 } })];
    const placed = place(group('g', inner));
    expect(hit(placed, 50, 50)).toBe('g');
    expect(hit(placed, 300, 50)).toBeUndefined();
    expect(hit(place(group('g', inner, { locked: true })), 50, 50)).toBeUndefined();
  });
});

describe('gestures', () => {
  const placeInGroup = (): PlacedItem =>
    only(
      place(
        group('g', [item('a', { transform: { x: 20, y: 30 } })], {
          transform: { scaleX: 2, scaleY: 2, rotationDeg: 90 },
        }),
      ),
      'a',
    );

  it('move by canvas pixels, in a turned group too', () => {
    const moved = movedBy(placeInGroup(), { x: 0, y: 20 });
    expect(moved).toEqual({ x: 30, y: 30 });
  });

  it('move there and back to where it was', () => {
    const number = fc.integer({ min: -4000, max: 4000 });
    fc.assert(
      fc.property(number, number, (x, y) => {
        const [placed] = place(item('a', { transform: { x: 5, y: 7, rotationDeg: 33 } }));
        const there = movedBy(placed as PlacedItem, { x, y });
        const [again] = place(item('a', { transform: { ...there, rotationDeg: 33 } }));
        expect(movedBy(again as PlacedItem, { x: -x, y: -y })).toEqual({ x: 5, y: 7 });
      }),
      { numRuns: 5000 },
    );
  });

  it('resize to the pointer', () => {
    const [placed] = place(item('a'));
    expect(resizedTo(placed as PlacedItem, 'se', { x: 400, y: 400 }, false)).toMatchObject({
      x: 0,
      y: 0,
      scaleX: 2,
      scaleY: 4,
    });
  });

  it('turn by steps', () => {
    const [placed] = place(item('a'));
    expect(turnedTo(placed as PlacedItem, { x: 500, y: 52 }, 15)).toEqual({ rotationDeg: 90 });
  });

  it('fit into the canvas', () => {
    const [placed] = place(item('a', { transform: { x: 5, rotationDeg: 3 } }));
    expect(fitInto(placed as PlacedItem, { width: 1920, height: 1080 })).toMatchObject({
      x: 0,
      y: 60,
      scaleX: 9.6,
      rotationDeg: 0,
    });
  });
});
