import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '#shared/lib/clock.ts';
import { silentLogger } from '#shared/lib/logger.ts';
import type { Destination } from '#shared/model/settings.ts';
import { MemoryVault } from '../vault/memory-vault.ts';
import { serveSettings } from './settings-service.ts';
import { SettingsStore } from './settings-store.ts';

const canary = 'live_canary_1234';
const signal = new AbortController().signal;
let folder: string;
let store: SettingsStore;
let vault: MemoryVault;
let service: ReturnType<typeof serveSettings>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'settings-'));
  await open();
});
afterEach(() => rm(folder, { recursive: true }));

async function open(): Promise<void> {
  const file = join(folder, 'settings.json');
  store = await SettingsStore.open({ file, clock: systemClock, logger: silentLogger });
  vault = new MemoryVault();
  service = serveSettings({ store, vault, logger: silentLogger });
}

const destination = (changes: Partial<Destination> = {}): Destination => ({
  kind: 'rtmp',
  id: 'd1',
  name: 'Service',
  url: 'rtmp://live.example.com/app',
  keyRef: null,
  enabled: true,
  ...changes,
});
const save = (changes: Partial<Destination>, streamKey?: string): unknown =>
  service.saveDestination(
    { destination: destination(changes), ...(streamKey === undefined ? {} : { streamKey }) },
    { signal },
  );
const stored = (): Destination | undefined => store.settings.destinations[0];
const key = async (): Promise<string | undefined> =>
  (await vault.get(stored()?.keyRef ?? ''))?.reveal();

test('a key goes to the vault and into no file', async () => {
  await save({}, canary);
  expect(await key()).toBe(canary);
  await store.close();
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile());
  expect(files).toHaveLength(2);
  for (const { parentPath, name } of files) {
    expect(await readFile(join(parentPath, name), 'utf8')).not.toContain(canary);
  }
});

test('a key pasted with the address is moved to the vault', async () => {
  await save({ url: `rtmp://live.example.com/app/${canary}` });
  expect(stored()?.url).toBe('rtmp://live.example.com/app');
  expect(await key()).toBe(canary);
});

test('saving again keeps the stored key, and an instance in the address', async () => {
  await save({ url: 'rtmp://live.example.com/app/instance' }, canary);
  await save({ url: 'rtmp://live.example.com/app/instance', name: 'Renamed' });
  expect(stored()).toMatchObject({ name: 'Renamed', url: 'rtmp://live.example.com/app/instance' });
  expect(await key()).toBe(canary);
});

test('an empty key is forgotten', async () => {
  await save({}, canary);
  const ref = stored()?.keyRef ?? '';
  await save({}, '');
  expect(stored()?.keyRef).toBeNull();
  expect(await vault.get(ref)).toBeNull();
});

test('a page cannot point a destination at another one’s key', async () => {
  await save({}, canary);
  await save({ id: 'd2', keyRef: stored()?.keyRef ?? null, url: 'rtmp://other.example/app' });
  expect(store.settings.destinations[1]?.keyRef).toBeNull();
});

test('a bad address is refused by name, without repeating it', async () => {
  const refused = await Promise.resolve(save({ url: `http://x/${canary}` })).catch(
    (error: unknown) => error,
  );
  expect(refused).toMatchObject({ reason: 'invalid', field: 'destination.url' });
  expect(String(refused)).not.toContain(canary);
  expect(store.settings.destinations).toEqual([]);
});

test('removing forgets the key; removing again is not found', async () => {
  await save({}, canary);
  const ref = stored()?.keyRef ?? '';
  await service.removeDestination({ id: 'd1' }, { signal });
  expect(await vault.get(ref)).toBeNull();
  await expect(service.removeDestination({ id: 'd1' }, { signal })).rejects.toMatchObject({
    reason: 'not-found',
  });
});

test('settings are saved and told', async () => {
  const told: unknown[] = [];
  store.onDidChange((settings) => told.push(settings.output.fps));
  service.setOutput({ ...store.settings.output, fps: 60 }, { signal });
  service.setMonitorDevice({ deviceId: 'headphones' }, { signal });
  await store.close();
  await open();
  expect(told).toEqual([60, 60]);
  expect(store.settings).toMatchObject({ output: { fps: 60 }, monitorDeviceId: 'headphones' });
});
