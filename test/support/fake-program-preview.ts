import type { SceneCollection } from '#shared/model/scene-collection.ts';
import type { SourceSize } from '#renderer/program/program.ts';
import { placeItems, type PlacedItem } from '#renderer/studio/preview/placed-items.ts';

/** Draws each item as a plain area, so that a test sees where it lies. */
export class FakePreview {
  #canvas: OffscreenCanvas | null = null;

  setCanvas(canvas: OffscreenCanvas | null): void {
    this.#canvas = canvas;
  }

  resize(width: number, height: number): void {
    if (!this.#canvas) return;
    this.#canvas.width = width;
    this.#canvas.height = height;
  }

  draw(collection: SceneCollection, sizes: ReadonlyMap<string, SourceSize>): void {
    const context = this.#canvas?.getContext('2d');
    const scene = collection.scenes.find(({ id }) => id === collection.programSceneId);
    if (!context || !scene) return;
    const { width, height } = context.canvas;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = '#000000';
    context.fillRect(0, 0, width, height);
    context.scale(width / collection.canvas.width, height / collection.canvas.height);
    const colours = new Map(
      collection.sources.map((source) => [
        source.id,
        source.kind === 'colour' ? source.colour : colourOf(source.id),
      ]),
    );
    const paint = (placed: readonly PlacedItem[]): void => {
      for (const { item, corners, isVisible, children } of placed) {
        paint(children);
        if (!isVisible || item.kind === 'group') continue;
        context.globalAlpha = item.opacity;
        context.fillStyle = item.kind === 'source' ? (colours.get(item.sourceId) ?? '') : '#3a5a40';
        context.beginPath();
        for (const { x, y } of corners) context.lineTo(x, y);
        context.fill();
      }
    };
    paint(placeItems(scene, collection, sizes));
  }
}

function colourOf(id: string): string {
  const hue = [...id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 360, 7);
  return `hsl(${hue} 40% 45%)`;
}
