import { describe, expect, it } from 'vitest';
import { partName } from './recorder.ts';

describe('partName', () => {
  it('numbers the files of a recording before the extension', () => {
    expect(partName('/v/show.mp4', 1)).toBe('/v/show.mp4');
    expect(partName('/v/show.mp4', 2)).toBe('/v/show (2).mp4');
    expect(partName('/v.x/show', 3)).toBe('/v.x/show (3)');
    expect(partName('C:\\v.x\\.show', 3)).toBe('C:\\v.x\\.show (3)');
  });
});
