import { transformSchema } from './scene-collection.ts';
import type { GroupItem, Item } from './scene-collection.ts';

/**
 * A group's child as it is placed when the group goes: same position, size and opacity. Exact for
 * a group that is not rotated or cropped; the document does not know sizes, so a rotated group's
 * children keep their own places and turn by its angle.
 */
export function placeOutsideGroup(group: GroupItem, item: Item): Item {
  const { x, y, scaleX, scaleY, rotationDeg } = group.transform;
  const inner = item.transform;
  return {
    ...item,
    visible: group.visible && item.visible,
    locked: group.locked || item.locked,
    opacity: group.opacity * item.opacity,
    transform: {
      ...inner,
      x: within(x + scaleX * inner.x, 'x'),
      y: within(y + scaleY * inner.y, 'y'),
      scaleX: within(scaleX * inner.scaleX, 'scaleX'),
      scaleY: within(scaleY * inner.scaleY, 'scaleY'),
      rotationDeg: (rotationDeg + inner.rotationDeg) % 360,
    },
  };
}

/** The nearest value that the document may hold. */
function within(value: number, field: 'x' | 'y' | 'scaleX' | 'scaleY'): number {
  const { minValue, maxValue } = transformSchema.shape[field].unwrap();
  return Math.min(Math.max(value, minValue ?? -Infinity), maxValue ?? Infinity);
}
