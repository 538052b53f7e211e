import type { ReactNode } from 'react';
import { applyMatrix, type Point } from './point.ts';
import type { PlacedItem } from './placed-items.ts';
import { handlePoint, type Handle } from './resize.ts';

const cursors: Record<Handle, string> = {
  nw: 'nwse-resize',
  se: 'nwse-resize',
  ne: 'nesw-resize',
  sw: 'nesw-resize',
  n: 'ns-resize',
  s: 'ns-resize',
  e: 'ew-resize',
  w: 'ew-resize',
};

/** An item's outline and handles. `pixel` is a screen pixel in canvas pixels. */
export function SelectionBox(props: {
  readonly placed: PlacedItem;
  readonly pixel: number;
  readonly handles: readonly Handle[];
}): ReactNode {
  const { placed, pixel, handles } = props;
  const points = placed.corners.map(({ x, y }) => `${x},${y}`).join(' ');
  const at = (handle: Handle): Point =>
    applyMatrix(placed.toCanvas, handlePoint(placed.box, handle));
  const top = at('n');
  const turn = beyond(at('s'), top, 24 * pixel);
  return (
    <g className="selection" data-locked={placed.isLocked}>
      <polygon points={points} className="selection-shadow" />
      <polygon points={points} className="selection-line" />
      {handles.length > 0 && (
        <>
          <line x1={top.x} y1={top.y} x2={turn.x} y2={turn.y} className="selection-line" />
          <circle
            cx={turn.x}
            cy={turn.y}
            r={6 * pixel}
            className="handle turn"
            data-handle="turn"
          />
        </>
      )}
      {handles.map((handle) => {
        const { x, y } = at(handle);
        return (
          <rect
            key={handle}
            className="handle"
            data-handle={handle}
            x={x - 5 * pixel}
            y={y - 5 * pixel}
            width={10 * pixel}
            height={10 * pixel}
            cursor={placed.box.rotationDeg % 90 === 0 ? cursors[handle] : 'move'}
          />
        );
      })}
    </g>
  );
}

/** The point `distance` beyond `to`, seen from `from`. */
function beyond(from: Point, to: Point, distance: number): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  return {
    x: to.x + ((to.x - from.x) / length) * distance,
    y: to.y + ((to.y - from.y) / length) * distance,
  };
}
