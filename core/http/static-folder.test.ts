import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentTypeOf } from './content-type.ts';
import { StaticFolder } from './static-folder.ts';

let root: string;
let folder: StaticFolder;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'tallylight-static-'));
  await mkdir(join(root, 'site', 'assets'), { recursive: true });
  await writeFile(join(root, 'site', 'index.html'), '<title>studio</title>');
  await writeFile(join(root, 'site', 'assets', 'a b.js'), '1');
  await writeFile(join(root, 'secret.txt'), 'secret');
  await symlink(join(root, 'secret.txt'), join(root, 'site', 'link.txt'));
  folder = await StaticFolder.open(join(root, 'site'));
});
afterAll(() => rm(root, { recursive: true }));

describe('StaticFolder', () => {
  it('finds files by their address', async () => {
    expect(await folder.find('/')).toMatchObject({
      bytes: 21,
      contentType: contentTypeOf('.html'),
    });
    expect(await folder.find('/assets/a%20b.js')).toMatchObject({ bytes: 1 });
  });

  it.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/link.txt',
    '',
    '/%',
  ])('has nothing at %s', async (pathname) => {
    expect(await folder.find(pathname)).toBeNull();
  });

  it('gives nothing outside the folder, whatever is asked', async () => {
    const segment = fc.constantFrom(
      '..',
      '.',
      '%2e%2e',
      '%2f',
      '%5c',
      '\\',
      '/',
      'secret.txt',
      'assets',
      'index.html',
      '\0',
      '%00',
    );
    const pathname = fc.oneof(
      fc.string(),
      fc.array(segment).map((parts) => `/${parts.join('/')}`),
    );
    await fc.assert(
      fc.asyncProperty(pathname, async (path) => {
        const found = await folder.find(path);
        if (found) expect(found.path.startsWith(join(root, 'site') + sep)).toBe(true);
      }),
      { numRuns: 20_000 },
    );
  });
});

describe('contentTypeOf', () => {
  it.each([
    ['a.js', 'text/javascript; charset=utf-8'],
    ['A.HTML', 'text/html; charset=utf-8'],
    ['a.wasm', 'application/wasm'],
    ['a.constructor', 'application/octet-stream'],
    ['js', 'application/octet-stream'],
  ])('%s', (name, type) => {
    expect(contentTypeOf(name)).toBe(type);
  });
});
