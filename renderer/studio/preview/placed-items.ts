import { assertNever } from '#shared/lib/assert-never.ts';
import type { Item, Scene, SceneCollection } from '#shared/model/scene-collection.ts';
import type { Source } from '#shared/model/source.ts';
import {
  boundsOf,
  croppedRect,
  identity,
  itemMatrix,
  multiply,
  union,
  type Matrix,
  type Rect,
} from '../../compositor/scene/matrix.ts';
import { boxOf, cornersOf, isInside, type Box, type Size } from './geometry.ts';
import type { Point } from './point.ts';

/** An item of the scene as it lies on the canvas. */
export interface PlacedItem {
  readonly item: Item;
  /** What is seen of it after cropping, in its own plane: what its scale multiplies. */
  readonly cropped: Rect;
  /** In its parent's plane: the canvas's, or its group's. */
  readonly box: Box;
  readonly toCanvas: Matrix;
  /** On the canvas: top left, top right, bottom right, bottom left of the item. */
  readonly corners: readonly Point[];
  /** Itself and every group above it. */
  readonly isVisible: boolean;
  readonly isLocked: boolean;
  readonly children: readonly PlacedItem[];
}

type Sizes = ReadonlyMap<string, Size>;

/** The scene's items in drawing order. Items whose size is not known yet are left out. */
export function placeItems(
  scene: Scene,
  collection: Pick<SceneCollection, 'sources' | 'canvas'>,
  sizes: Sizes,
): PlacedItem[] {
  const sources = new Map(collection.sources.map((source) => [source.id, source]));
  const place = (items: readonly Item[], parent: Parent): PlacedItem[] =>
    items.flatMap((item): PlacedItem[] => {
      const cropped = seenOf(item, sources, sizes, collection.canvas);
      if (!cropped) return [];
      const box = boxOf(item.transform, cropped);
      const isVisible = parent.isVisible && item.visible;
      const isLocked = parent.isLocked || item.locked;
      const children =
        item.kind === 'group'
          ? place(item.items, {
              toCanvas: multiply(parent.toCanvas, itemMatrix(item.transform, cropped)),
              isVisible,
              isLocked,
            })
          : [];
      const corners = cornersOf(box, parent.toCanvas);
      return [
        { item, cropped, box, toCanvas: parent.toCanvas, corners, isVisible, isLocked, children },
      ];
    });
  return place(scene.items, { toCanvas: identity, isVisible: true, isLocked: false });
}

type Parent = Pick<PlacedItem, 'toCanvas' | 'isVisible' | 'isLocked'>;

function seenOf(
  item: Item,
  sources: ReadonlyMap<string, Source>,
  sizes: Sizes,
  canvas: Size,
): Rect | null {
  const content = contentOf(item, sources, sizes, canvas);
  return content && croppedRect(content, item.transform.crop);
}

/** As the compositor sees it: a group is the box around its visible layers. */
function contentOf(
  item: Item,
  sources: ReadonlyMap<string, Source>,
  sizes: Sizes,
  canvas: Size,
): Rect | null {
  switch (item.kind) {
    case 'source': {
      const source = sources.get(item.sourceId);
      const size = sizes.get(item.sourceId) ?? (source && statedSize(source));
      return size ? { x: 0, y: 0, width: size.width, height: size.height } : null;
    }
    case 'scene':
      return { x: 0, y: 0, width: canvas.width, height: canvas.height };
    case 'group': {
      let content: Rect | null = null;
      for (const child of item.items) {
        const seen = child.visible ? seenOf(child, sources, sizes, canvas) : null;
        if (seen) content = union(content, boundsOf(itemMatrix(child.transform, seen), seen));
      }
      return content;
    }
    default:
      return assertNever(item);
  }
}

/** Sizes that the document itself gives, before the compositor has drawn the source. */
function statedSize(source: Source): Size | null {
  switch (source.kind) {
    case 'colour':
    case 'browser-page':
    case 'test-pattern':
      return { width: source.width, height: source.height };
    default:
      return null;
  }
}

/** The topmost item under the point that can be taken hold of: visible and not locked. */
export function hitTest(placed: readonly PlacedItem[], point: Point): PlacedItem | null {
  return placed.findLast((one) => isHit(one, point)) ?? null;
}

function isHit(placed: PlacedItem, point: Point): boolean {
  if (!placed.isVisible || placed.isLocked) return false;
  if (placed.item.kind === 'group') return placed.children.some((child) => isHit(child, point));
  return isInside(placed.corners, point);
}

/** The item of that id, at any depth. */
export function findPlaced(placed: readonly PlacedItem[], itemId: string): PlacedItem | null {
  for (const one of placed) {
    if (one.item.id === itemId) return one;
    const found = findPlaced(one.children, itemId);
    if (found) return found;
  }
  return null;
}
