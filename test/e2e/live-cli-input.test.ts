import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../support/rtmp-peer-servers.ts';
import { runCli, writeCollection } from './live-cli-support.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tallylight-cli-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function run(...args: string[]): Promise<{ code: number | null; text: string }> {
  const cli = runCli(args, folder);
  return { code: await cli.ended, text: cli.text() };
}

async function collection(name: string, changes: object): Promise<string> {
  const file = join(folder, `${name}.json`);
  await writeFile(
    file,
    JSON.stringify({
      format: 'tallylight-scene-collection',
      version: 1,
      name,
      sources: [{ kind: 'colour', id: 'red', name: 'Red', colour: '#ff0000' }],
      scenes: [{ id: 'a', name: 'A', items: [] }],
      programSceneId: 'a',
      ...changes,
    }),
  );
  return file;
}

const item = (id: string) => ({ kind: 'source', id, sourceId: 'red' });
const nested = (sceneId: string) => [{ kind: 'scene', id: `to-${sceneId}`, sceneId }];

describe('tallylight with bad input', () => {
  it.each([
    {
      name: 'an unknown kind',
      changes: { sources: [{ kind: 'hologram', id: 'x', name: 'X' }] },
      field: 'sources[0].kind',
    },
    {
      name: 'a missing file',
      changes: { sources: [{ kind: 'image', id: 'x', name: 'X', file: 'none.png' }] },
      field: 'sources[0].file',
    },
    {
      name: 'a scene that holds itself',
      changes: {
        scenes: [
          { id: 'a', name: 'A', items: nested('b') },
          { id: 'b', name: 'B', items: nested('a') },
        ],
      },
      field: 'items[0].sceneId',
    },
    {
      name: '10,000 items',
      changes: {
        scenes: [
          { id: 'a', name: 'A', items: Array.from({ length: 10_000 }, (_, n) => item(`i${n}`)) },
        ],
      },
      field: 'scenes[0].items',
    },
    {
      name: 'a 50 MB string',
      changes: { sources: [{ kind: 'text', id: 'x', name: 'X', text: 'x'.repeat(50_000_000) }] },
      field: '47.7 MB',
    },
  ])('ends with 2 and names the field: $name', async ({ name, changes, field }) => {
    const file = await collection(name.replaceAll(/\W/g, '-'), changes);
    const checked = await run('check', file);
    expect(checked).toMatchObject({ code: 2, text: expect.stringContaining(field) as string });
    const lived = await run('live', '--collection', file, '--record', join(folder, 'none.mp4'));
    expect(lived).toMatchObject({ code: 2, text: expect.stringContaining(field) as string });
  });

  it.each([
    [['live', '--to', 'rtmp://127.0.0.1'], 'no application'],
    [['live', '--to', 'http://127.0.0.1/app/key'], 'rtmp://'],
    [['live', '--to', 'rtmp://127.0.0.1/app'], 'no stream key'],
    [['live', '--size', 'large'], '--size'],
    [['live', '--for', 'ever'], '--for'],
    [['live', '--record', 'film.avi'], '--record'],
    [['live', '--scene', 'Nowhere'], '--scene'],
    [['live', '--collection', '/nowhere/at-all.json'], 'cannot be read'],
    [['live', '--unheard-of'], 'unknown option'],
  ])('ends with 2 and says what is wrong: %j', async (args, message) => {
    const { code, text } = await run(...args);
    expect({ code, text }).toEqual({ code: 2, text: expect.stringContaining(message) as string });
  });

  it('ends with 0 for a collection that is fine', async () => {
    const file = await collection('fine', {});
    expect(await run('check', file, '--json')).toEqual({
      code: 0,
      text: '{"ok":true,"problems":[]}\n',
    });
  });

  it('ends with 3 when the only destination refuses', async () => {
    const file = await writeCollection(join(folder, 'refused.json'), [
      { source: { kind: 'test-pattern' } },
    ]);
    const url = `rtmp://127.0.0.1:${await freePort()}/live/canary-key-5d1f`;
    const { code, text } = await run('live', '--collection', file, '--to', url, '--for', '5s');
    expect({ code, text }).toMatchObject({ code: 3 });
    expect(text).toContain('does not accept connections');
    expect(text).not.toContain('canary-key-5d1f');
  });
});
