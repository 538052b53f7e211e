import { useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import { assertNever } from '#shared/lib/assert-never.ts';
import { newId } from '#shared/model/id.ts';
import {
  movableSelection,
  nudgeSelection,
  placedNow,
  removeSelection,
  selectNext,
} from '../edit-selection.ts';
import { useCollection, useProgram, useProgramScene, useStudio, useStudioState } from '../hooks.ts';
import { previewAction } from '../keyboard/shortcuts.ts';
import { itemName } from '../sources/item-names.ts';
import { text } from '../text.ts';
import { DragGesture } from './drag-gesture.ts';
import { screenToCanvas, type Size } from './geometry.ts';
import { findPlaced, hitTest, placeItems } from './placed-items.ts';
import type { Point } from './point.ts';
import { handleNames, type Handle } from './resize.ts';
import { SelectionBox } from './selection-box.tsx';

/** Nudges that follow each other within this time are one step to undo. */
const nudgeTogetherMs = 1000;

/** Takes pointer and keys, draws the selection. Its plane is the canvas's. */
export function Overlay(props: { readonly canvas: Size; readonly scale: number }): ReactNode {
  const { canvas, scale } = props;
  const studio = useStudio();
  const collection = useCollection();
  const scene = useProgramScene();
  const sizes = useProgram(studio.program.sourceSizes);
  const selectedIds = useStudioState((state) => state.selectedItemIds);
  const drag = useRef<DragGesture | null>(null);
  const nudge = useRef({ gesture: '', atMs: -Infinity, done: Promise.resolve() });
  const [announcement, setAnnouncement] = useState('');

  const placed = placeItems(scene, collection, sizes);
  const selected = selectedIds.flatMap((id) => findPlaced(placed, id) ?? []);
  const { select, toggleSelected } = studio.store.getState();

  const pointOf = (event: PointerEvent): Point => {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    const screen = { x: event.clientX - left, y: event.clientY - top };
    return screenToCanvas({ scale, offsetX: 0, offsetY: 0 }, screen);
  };
  const onPointerDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    const point = pointOf(event);
    const handle = handleOf(event.target);
    event.currentTarget.setPointerCapture(event.pointerId);
    if (handle) {
      drag.current = new DragGesture(studio, movableSelection(studio).slice(0, 1), handle, point);
      return;
    }
    const hit = hitTest(placedNow(studio), point);
    if (!hit) {
      select([]);
      return;
    }
    const { id } = hit.item;
    if (event.ctrlKey || event.metaKey || event.shiftKey) {
      toggleSelected(id);
      return;
    }
    if (!studio.store.getState().selectedItemIds.includes(id)) select([id]);
    drag.current = new DragGesture(studio, movableSelection(studio), 'move', point);
  };
  const onPointerMove = (event: PointerEvent): void => {
    drag.current?.moveTo(pointOf(event), { shift: event.shiftKey });
  };
  const endDrag = (): void => {
    drag.current = null;
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const action = previewAction(event);
    if (!action) return;
    event.preventDefault();
    switch (action.kind) {
      case 'nudge': {
        const { gesture, atMs, done } = nudge.current;
        const isSame = event.timeStamp - atMs < nudgeTogetherMs;
        const own = isSame ? gesture : newId();
        // One after the other: each counts from where the one before has put the items.
        const next = done.then(() => nudgeSelection(studio, action, own));
        nudge.current = { gesture: own, atMs: event.timeStamp, done: next };
        void next.then(() => {
          setAnnouncement(placeWords());
        });
        break;
      }
      case 'remove':
        removeSelection(studio);
        break;
      case 'deselect':
        select([]);
        break;
      case 'select-next':
        selectNext(studio, action.by);
        setAnnouncement(placeWords());
        break;
      default:
        assertNever(action);
    }
  };
  const placeWords = (): string =>
    studio.store
      .getState()
      .selectedItemIds.map((id) => {
        const found = findPlaced(placedNow(studio), id);
        const document = studio.collection();
        if (!found || !document) return '';
        const name = itemName(found.item, document);
        return text('preview.moved', {
          name,
          x: Math.round(found.box.x),
          y: Math.round(found.box.y),
        });
      })
      .join('; ');

  return (
    <div
      className="overlay"
      role="application"
      aria-label={text('preview.label')}
      aria-describedby="preview-describe"
      tabIndex={0}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={endDrag}
      onPointerCancel={endDrag}
      onKeyDown={onKeyDown}
    >
      <svg viewBox={`0 0 ${canvas.width} ${canvas.height}`} aria-hidden="true">
        {selected.map((one) => (
          <SelectionBox
            key={one.item.id}
            placed={one}
            pixel={1 / scale}
            handles={selected.length === 1 && !one.isLocked ? handleNames : []}
          />
        ))}
      </svg>
      <span id="preview-describe" className="visually-hidden">
        {text('preview.describe')}
      </span>
      <span role="status" className="visually-hidden">
        {announcement}
      </span>
    </div>
  );
}

function handleOf(target: EventTarget): Handle | 'turn' | null {
  if (!(target instanceof SVGElement)) return null;
  const name = target.dataset['handle'];
  if (name === 'turn') return 'turn';
  return handleNames.find((handle) => handle === name) ?? null;
}
