import { describe, expect, it } from 'vitest';
import { KeyFrameGrid } from './key-frame-grid.ts';
import { RestartBudget } from './restart-budget.ts';

const keysOf = (grid: KeyFrameGrid, frames: number[]): number[] =>
  frames.filter((frame) => grid.isKey(frame));
const from = (first: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => first + index);

describe('KeyFrameGrid', () => {
  it('begins with a key frame and then keeps to full intervals of the program clock', () => {
    expect(keysOf(new KeyFrameGrid(30, 2), from(45, 200))).toEqual([45, 60, 120, 180, 240]);
    expect(keysOf(new KeyFrameGrid(59.94, 2), from(1, 400))).toEqual([1, 120, 240, 360]);
  });

  it('moves to the next frame when the first of an interval is left out', () => {
    const frames = from(1, 200).filter((frame) => frame !== 60 && frame !== 61);
    expect(keysOf(new KeyFrameGrid(30, 2), frames)).toEqual([1, 62, 120, 180]);
  });

  it('makes the next frame a key frame on request, once', () => {
    const grid = new KeyFrameGrid(30, 2);
    keysOf(grid, from(0, 10));
    grid.request();
    expect(keysOf(grid, from(10, 40))).toEqual([10]);
  });
});

describe('RestartBudget', () => {
  it('is used up within its window and comes back after it', () => {
    const budget = new RestartBudget(2, 1000);
    expect([0, 1, 2, 999, 1000, 1001, 1002].map((at) => budget.take(at))).toEqual([
      true,
      true,
      false,
      false,
      true,
      true,
      false,
    ]);
  });
});
