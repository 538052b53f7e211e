import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { silentLogger } from '#shared/lib/logger.ts';
import { Secret } from '#shared/lib/secret.ts';
import { openVault, type KeyringEntry } from './keyring-vault.ts';

/** A keyring that works, with what it holds. */
function keyring(): {
  held: Map<string, string>;
  openEntry: (ref: string) => Promise<KeyringEntry>;
} {
  const held = new Map<string, string>();
  return {
    held,
    openEntry: (ref) =>
      Promise.resolve({
        getPassword: () => Promise.resolve(held.get(ref) ?? null),
        setPassword: (value) => Promise.resolve(void held.set(ref, value)),
        deletePassword: () => Promise.resolve(held.delete(ref)),
      }),
  };
}

test('keeps secrets in a keyring that works, and nothing of the probe', async () => {
  const { held, openEntry } = keyring();
  const vault = await openVault({ logger: silentLogger, openEntry });
  expect(vault).toMatchObject({ kind: 'os-keyring', notice: null });
  await vault.set('a', new Secret('canary'));
  expect([...held]).toEqual([['a', 'canary']]);
  const secret = await vault.get('a');
  expect(secret?.reveal()).toBe('canary');
  expect(inspect(secret) + JSON.stringify(secret)).not.toContain('canary');
  await vault.delete('a');
  expect(await vault.get('a')).toBeNull();
});

test.each([
  ['locked', () => Promise.reject(new Error('AccessDenied'))],
  [
    'forgetful',
    () =>
      Promise.resolve({
        getPassword: () => Promise.resolve(null),
        setPassword: () => Promise.resolve(),
        deletePassword: () => Promise.resolve(false),
      }),
  ],
])('a %s keyring is replaced by memory, saying so', async (_, openEntry) => {
  const vault = await openVault({ logger: silentLogger, openEntry });
  expect(vault.kind).toBe('memory');
  expect(vault.notice).toContain('forgotten when Tallylight ends');
  await vault.set('a', new Secret('x'));
  expect((await vault.get('a'))?.reveal()).toBe('x');
});
