import { expect, it } from 'vitest';
import { silentLogger } from '#shared/lib/logger.ts';
import { Secret } from '#shared/lib/secret.ts';
import { FakeElectron } from '#test/support/fake-electron.ts';
import { openSafeStorageVault } from './vault.ts';

const canary = 'canary-stream-key';

function open(fake: FakeElectron, platform: 'linux' | 'darwin' = 'linux') {
  let secrets: Readonly<Record<string, string>> | undefined;
  const store = {
    get: () => secrets,
    set: (_key: 'secrets', value: Readonly<Record<string, string>>) => {
      secrets = value;
    },
    damage: (ref: string) => {
      secrets = { ...secrets, [ref]: '' };
    },
    text: () => JSON.stringify(secrets),
  };
  const vault = openSafeStorageVault({
    electron: fake.module,
    platform,
    store,
    logger: silentLogger,
  });
  return { vault, store };
}

it('keeps, gives and forgets, and stores nothing readable', async () => {
  const { vault: opening, store } = open(new FakeElectron());
  const vault = await opening;
  expect(vault).toMatchObject({ kind: 'os-keyring', notice: null });
  await vault.set('a', new Secret(canary));
  await vault.set('b', new Secret('other'));
  expect((await vault.get('a'))?.reveal()).toBe(canary);
  expect(store.text()).not.toContain(canary);
  expect(Buffer.from(store.text()).toString()).not.toContain(
    Buffer.from(canary).toString('base64'),
  );
  await vault.delete('a');
  await vault.delete('a');
  expect(await vault.get('a')).toBeNull();
  expect((await vault.get('b'))?.reveal()).toBe('other');
  expect(await vault.get('constructor')).toBeNull();
});

it.each(['basic_text', 'none'] as const)(
  'keeps secrets in memory with %s, and says so',
  async (encryption) => {
    const fake = new FakeElectron();
    fake.encryption = encryption;
    const { vault: opening, store } = open(fake);
    const vault = await opening;
    expect(vault.kind).toBe('memory');
    expect(vault.notice).toContain('forgotten');
    await vault.set('a', new Secret(canary));
    expect((await vault.get('a'))?.reveal()).toBe(canary);
    expect(store.text()).toBeUndefined();
  },
);

it('encrypts again when the system’s key changed', async () => {
  const fake = new FakeElectron();
  const { vault: opening, store } = open(fake);
  const vault = await opening;
  await vault.set('a', new Secret(canary));
  fake.shouldReEncrypt = true;
  expect((await vault.get('a'))?.reveal()).toBe(canary);
  expect(store.text()).toContain('"a"');
});

it('has no value where the stored one cannot be decrypted', async () => {
  const { vault: opening, store } = open(new FakeElectron());
  const vault = await opening;
  await vault.set('a', new Secret(canary));
  store.damage('a');
  expect(await vault.get('a')).toBeNull();
});
