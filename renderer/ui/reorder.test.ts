import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reorderIndex } from './reorder.ts';

describe('reorderIndex', () => {
  const ids = ['a', 'b', 'c', 'd'];

  it('counts without the row that moves', () => {
    expect(reorderIndex(ids, 'a', { key: 'c', position: 'before' })).toBe(1);
    expect(reorderIndex(ids, 'a', { key: 'c', position: 'after' })).toBe(2);
    expect(reorderIndex(ids, 'd', { key: 'a', position: 'before' })).toBe(0);
  });

  it('is null where nothing moves', () => {
    expect(reorderIndex(ids, 'b', { key: 'a', position: 'after' })).toBeNull();
    expect(reorderIndex(ids, 'b', { key: 'b', position: 'after' })).toBeNull();
    expect(reorderIndex(ids, 'x', { key: 'a', position: 'after' })).toBeNull();
  });

  it('puts the row beside the target, whatever the list', () => {
    const list = fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 2, maxLength: 20 });
    const position = fc.constantFrom('before' as const, 'after' as const);
    fc.assert(
      fc.property(list, fc.nat(), fc.nat(), position, (rows, one, two, side) => {
        const moved = rows[one % rows.length] ?? '';
        const target = rows[two % rows.length] ?? '';
        const index = reorderIndex(rows, moved, { key: target, position: side });
        if (index === null) return;
        const result = rows.filter((row) => row !== moved);
        result.splice(index, 0, moved);
        expect(result[result.indexOf(target) + (side === 'before' ? -1 : 1)]).toBe(moved);
      }),
      { numRuns: 20_000 },
    );
  });
});
