import { describe, expect, it } from 'vitest';
import { folderOf, joinPath } from './file-path.ts';

describe('paths', () => {
  it.each([
    ['/home/a', 'b.png', '/home/a/b.png'],
    ['/', 'b.png', '/b.png'],
    ['C:\\Users\\a', 'b.png', 'C:\\Users\\a\\b.png'],
    ['C:\\', 'b.png', 'C:\\b.png'],
  ])('%s and %s', (folder, name, path) => {
    expect(joinPath(folder, name)).toBe(path);
  });

  it.each([
    ['/home/a/b.png', '/home/a'],
    ['/b.png', '/'],
    ['C:\\a\\b.png', 'C:\\a'],
    ['b.png', ''],
  ])('folder of %s', (path, folder) => {
    expect(folderOf(path)).toBe(folder);
  });
});
