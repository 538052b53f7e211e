import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { engineService } from '#shared/contract/engine.ts';
import { newCollection } from '#shared/model/new-collection.ts';
import { RpcPeer } from '#shared/rpc/peer.ts';
import { settle } from '#test/support/fake-clock.ts';
import { FakeProducerPage } from '#test/support/fake-producer-page.ts';
import { openFakeStudio, type FakeStudio } from '#test/support/fake-studio.ts';
import { CollectionFileError } from './collection/collection-store.ts';
import { memoryChannel } from './lib/memory-channel.ts';

let studio: FakeStudio;
beforeEach(async () => {
  studio = await openFakeStudio();
});
afterEach(() => studio.close());

test('every page sees what another one edits', async () => {
  const [one, two] = [new FakeProducerPage(studio.core), new FakeProducerPage(studio.core)];
  const seen: number[] = [];
  two.collection.onDidChange(({ revision }) => seen.push(revision));
  await two.collection.get();
  await one.collection.apply({ command: { kind: 'add-scene', sceneId: 's', name: 'New' } });
  await settle();
  expect(seen).toEqual([1]);
  expect((await two.collection.get()).collection.scenes).toHaveLength(2);
});

test('edits are on disk soon after, and at the latest at the end', async () => {
  const { collection } = studio.core.services;
  const file = join(studio.folder, 'data', 'scenes.json');
  await collection.apply({ command: { kind: 'rename-collection', name: 'Soon' } });
  await studio.clock.advance(500);
  await vi.waitFor(async () => {
    expect(await readFile(file, 'utf8')).toContain('Soon');
  });
  await collection.apply({ command: { kind: 'rename-collection', name: 'At the end' } });
  await studio.core.close();
  expect(await readFile(file, 'utf8')).toContain('At the end');
});

test('a page may call what pages may call, and nothing else', async () => {
  const [near, far] = memoryChannel();
  studio.core.connectPage(far);
  const peer = new RpcPeer(near);
  await expect(peer.remote(engineService).listEncoders()).rejects.toMatchObject({
    reason: 'unknown-method',
  });
});

test('a page learns its host, its role and where dialogs are missing', async () => {
  const { studio: service } = new FakeProducerPage(studio.core);
  expect(await service.attach({ canProduce: true })).toMatchObject({ role: 'producer' });
  expect(await service.getHost()).toMatchObject({ kind: 'headless' });
  expect(await service.listCaptureTargets()).toEqual([]);
  await expect(service.pickFile({ purpose: 'image' })).rejects.toMatchObject({
    reason: 'unavailable',
  });
  await service.log({ level: 'warn', message: 'from the page' });
  expect(studio.log.join('')).toContain('from the page');
});

test('sources are told to the host when they change, and only then', async () => {
  const told: number[] = [];
  studio.core.onDidChangeSources((sources) => told.push(sources.length));
  const { collection } = studio.core.services;
  const source = { kind: 'browser-page', id: 'p', name: 'P', url: 'https://example.com/' } as const;
  await collection.apply({ command: { kind: 'add-source', source } });
  await collection.apply({ command: { kind: 'rename-collection', name: 'Same sources' } });
  expect(told).toEqual([1]);
  expect(studio.core.sources).toMatchObject([{ id: 'p' }]);
});

test('closing while live ends everything in order', async () => {
  const page = new FakeProducerPage(studio.core);
  await page.attach();
  const destination = { kind: 'rtmp', id: 'a', name: 'A', url: 'rtmp://a/app' } as const;
  await page.settings.saveDestination({
    destination: { ...destination, keyRef: null, enabled: true },
    streamKey: 'k',
  });
  const engine = studio.engines.current;
  const going = page.broadcast.goLive();
  await settle();
  engine.setState('a', { kind: 'live', sinceMs: 0 });
  await going;
  await page.broadcast.startRecording({});
  await studio.core.close();
  expect(engine.calls.slice(-3)).toEqual(
    expect.arrayContaining(['removeDestination a', 'stopRecording', 'closeSession']),
  );
  expect(page.calls).toEqual(['startEncoding', 'stopEncoding']);
});

test('read-only, nothing is written and a bad collection is refused', async () => {
  const collectionFile = join(studio.folder, 'mine.json');
  await writeFile(collectionFile, JSON.stringify(newCollection('Mine')));
  const readOnly = await openFakeStudio({ collectionFile, mode: 'read-only' });
  const { collection, settings } = readOnly.core.services;
  await collection.apply({ command: { kind: 'rename-collection', name: 'Changed' } });
  await settings.setMonitorDevice({ deviceId: 'x' });
  await readOnly.core.close();
  expect(await readdir(readOnly.folder)).toEqual([]);
  expect(await readFile(collectionFile, 'utf8')).toContain('Mine');
  await readOnly.close();
  await writeFile(collectionFile, '{');
  await expect(openFakeStudio({ collectionFile, mode: 'read-only' })).rejects.toThrow(
    CollectionFileError,
  );
});
