import { assertNever } from '#shared/lib/assert-never.ts';
import type { Item, Scene, SceneCollection } from '#shared/model/scene-collection.ts';
import type { Clip, DrawOp, PictureOp, SourceShape } from './draw-list.ts';
import {
  boundsOf,
  croppedRect,
  identity,
  intersect,
  isUpright,
  itemMatrix,
  multiply,
  union,
} from './matrix.ts';
import type { Matrix, Rect } from './matrix.ts';

/** A scene that holds a scene twice, which holds a scene twice ...: beyond this it is left out. */
export const maxDrawOps = 10_000;

export interface FlattenOptions {
  readonly collection: SceneCollection;
  readonly sceneId: string;
  readonly output: { readonly width: number; readonly height: number };
  /** Null while the size is not known: the source is not drawn yet. */
  readonly shapeOf: (sourceId: string) => SourceShape | null;
}

/**
 * The scene as a list of pictures, bottom first, in output pixels. What cannot be seen is left out:
 * invisible, transparent, cropped away, off the canvas, or under an opaque picture of the whole
 * output. A scene inside itself is drawn once and not again.
 */
export function flattenScene(options: FlattenOptions): readonly DrawOp[] {
  const { collection, output } = options;
  const scenes = new Map(collection.scenes.map((scene) => [scene.id, scene]));
  const root = outputMatrix(collection.canvas, output);
  const flattener = new Flattener(options, scenes);
  return withoutCovered(
    flattener.scene(options.sceneId, { matrix: root, clips: [], opacity: 1, path: [] }),
    output,
    options.shapeOf,
  );
}

/** The canvas as large as the output takes, in its middle. */
export function outputMatrix(
  canvas: { width: number; height: number },
  output: { width: number; height: number },
): Matrix {
  const scale = Math.min(output.width / canvas.width, output.height / canvas.height);
  return {
    ...identity,
    a: scale,
    d: scale,
    e: (output.width - canvas.width * scale) / 2,
    f: (output.height - canvas.height * scale) / 2,
  };
}

interface Context {
  readonly matrix: Matrix;
  readonly clips: readonly Clip[];
  readonly opacity: number;
  /** Ids of the scenes we are inside of. */
  readonly path: readonly string[];
}

class Flattener {
  readonly #options: FlattenOptions;
  readonly #scenes: ReadonlyMap<string, Scene>;
  readonly #screen: Rect;
  #count = 0;

  constructor(options: FlattenOptions, scenes: ReadonlyMap<string, Scene>) {
    this.#options = options;
    this.#scenes = scenes;
    this.#screen = { x: 0, y: 0, ...options.output };
  }

  scene(sceneId: string, context: Context): DrawOp[] {
    const scene = this.#scenes.get(sceneId);
    if (!scene || context.path.includes(sceneId)) return [];
    return this.#items(scene.items, { ...context, path: [...context.path, sceneId] });
  }

  #items(items: readonly Item[], context: Context): DrawOp[] {
    return items.flatMap((item) => this.#item(item, context));
  }

  #item(item: Item, context: Context): DrawOp[] {
    if (!item.visible || item.opacity === 0 || this.#count >= maxDrawOps) return [];
    const content = this.#contentOf(item, context.path);
    const cropped = content && croppedRect(content, item.transform.crop);
    if (!content || !cropped) return [];
    const matrix = multiply(context.matrix, itemMatrix(item.transform, cropped));
    if (!intersect(boundsOf(matrix, cropped), this.#screen)) return [];
    this.#count += 1;
    const { blendMode } = item;
    const opacity = context.opacity * item.opacity;
    if (item.kind === 'source') {
      const { sourceId } = item;
      const { clips } = context;
      return [{ kind: 'picture', sourceId, matrix, crop: cropped, opacity, blendMode, clips }];
    }
    const isClipped =
      item.kind === 'scene' || cropped.width < content.width || cropped.height < content.height;
    const clips = isClipped ? [...context.clips, { matrix, rect: cropped }] : context.clips;
    const isSeeThrough = item.opacity < 1 || blendMode !== 'normal';
    const inner: Context = { ...context, matrix, clips, opacity: isSeeThrough ? 1 : opacity };
    const ops =
      item.kind === 'scene' ? this.scene(item.sceneId, inner) : this.#items(item.items, inner);
    const [only] = ops;
    if (!isSeeThrough || !only) return ops;
    if (ops.length === 1 && only.blendMode === 'normal') {
      return [{ ...only, opacity: only.opacity * opacity, blendMode }];
    }
    return [{ kind: 'layer', ops, background: 'transparent', opacity, blendMode, clips: [] }];
  }

  #contentOf(item: Item, path: readonly string[]): Rect | null {
    switch (item.kind) {
      case 'source': {
        const shape = this.#options.shapeOf(item.sourceId);
        return shape && { x: 0, y: 0, width: shape.width, height: shape.height };
      }
      case 'scene':
        return path.includes(item.sceneId)
          ? null
          : { x: 0, y: 0, ...this.#options.collection.canvas };
      case 'group':
        return this.#groupBounds(item.items, path);
      default:
        return assertNever(item);
    }
  }

  /** What a group turns about and is cropped from: the box around its visible children. */
  #groupBounds(items: readonly Item[], path: readonly string[]): Rect | null {
    let bounds: Rect | null = null;
    for (const item of items) {
      if (!item.visible) continue;
      const content = this.#contentOf(item, path);
      const cropped = content && croppedRect(content, item.transform.crop);
      if (cropped) bounds = union(bounds, boundsOf(itemMatrix(item.transform, cropped), cropped));
    }
    return bounds;
  }
}

function withoutCovered(
  ops: readonly DrawOp[],
  output: { width: number; height: number },
  shapeOf: FlattenOptions['shapeOf'],
): readonly DrawOp[] {
  const first = ops.findLastIndex(
    (op) => op.kind === 'picture' && covers(op, output) && shapeOf(op.sourceId)?.isOpaque === true,
  );
  return first > 0 ? ops.slice(first) : ops;
}

/** Whether an op hides every pixel below it, if its picture is opaque. */
export function covers(op: PictureOp, output: { width: number; height: number }): boolean {
  if (op.opacity < 1 || op.blendMode !== 'normal' || !isUpright(op.matrix)) return false;
  const areas = [
    boundsOf(op.matrix, op.crop),
    ...op.clips.map((clip) => (isUpright(clip.matrix) ? boundsOf(clip.matrix, clip.rect) : null)),
  ];
  const tolerance = 1e-3;
  return areas.every(
    (area) =>
      area !== null &&
      area.x <= tolerance &&
      area.y <= tolerance &&
      area.x + area.width >= output.width - tolerance &&
      area.y + area.height >= output.height - tolerance,
  );
}
