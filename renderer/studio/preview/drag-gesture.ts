import type { Command } from '#shared/model/command.ts';
import { CommandGesture } from '../command-gesture.ts';
import type { Studio } from '../studio.ts';
import { movedBy, resizedTo, turnedTo } from './gestures.ts';
import type { PlacedItem } from './placed-items.ts';
import type { Point } from './point.ts';
import type { Handle } from './resize.ts';

/** In canvas pixels. A trembling hand that only wants to select must not move. */
const startPixels = 3;

type DragKind = Handle | 'move' | 'turn';

/** One drag: one undo step. Places are counted from where the items were at its start. */
export class DragGesture {
  readonly #studio: Studio;
  readonly #placed: readonly PlacedItem[];
  readonly #kind: DragKind;
  readonly #start: Point;
  readonly #commands: CommandGesture;
  #hasMoved = false;

  constructor(studio: Studio, placed: readonly PlacedItem[], kind: DragKind, start: Point) {
    this.#studio = studio;
    this.#commands = new CommandGesture(studio, 'error.layer');
    this.#placed = placed;
    this.#kind = kind;
    this.#start = start;
  }

  /** `shift` frees the ratio at a corner and snaps a turn to 15°. */
  moveTo(point: Point, { shift }: { readonly shift: boolean }): void {
    const by = { x: point.x - this.#start.x, y: point.y - this.#start.y };
    this.#hasMoved ||= Math.hypot(by.x, by.y) >= startPixels;
    const scene = this.#studio.programScene();
    if (!this.#hasMoved || !scene) return;
    this.#commands.send(
      this.#placed.map((placed): Command => ({
        kind: 'update-item',
        sceneId: scene.id,
        itemId: placed.item.id,
        changes: { transform: transformFor(this.#kind, placed, point, by, shift) },
      })),
    );
  }
}

function transformFor(
  kind: DragKind,
  placed: PlacedItem,
  point: Point,
  by: Point,
  shift: boolean,
): Extract<Command, { kind: 'update-item' }>['changes']['transform'] {
  switch (kind) {
    case 'move':
      return movedBy(placed, by);
    case 'turn':
      return turnedTo(placed, point, shift ? 15 : 0);
    default: {
      const { x, y, scaleX, scaleY } = resizedTo(placed, kind, point, !shift);
      return { x, y, scaleX, scaleY };
    }
  }
}
