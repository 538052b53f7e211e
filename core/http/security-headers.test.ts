import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { reactAriaStyleHash, securityHeaders } from './security-headers.ts';

it('allows the very style element that the installed React Aria inserts', async () => {
  const root = dirname(createRequire(import.meta.url).resolve('react-aria/package.json'));
  const source = await readFile(join(root, 'dist/private/interactions/usePress.mjs'), 'utf8');
  const attribute = /PRESSABLE_ATTRIBUTE = '([^']+)'/.exec(source)?.[1] ?? '';
  const template = /style\.textContent = `([^`]*)`\.trim\(\)/.exec(source)?.[1] ?? '';
  const text = template.replace(/\$\{[^}]+\}/, attribute).trim();
  expect(text).toContain('touch-action');
  const hash = createHash('sha256').update(text).digest('base64');
  expect(reactAriaStyleHash).toBe(`sha256-${hash}`);
});

it('allows nothing from anywhere else, and no inline script', () => {
  const policy = securityHeaders['content-security-policy'] ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self';");
  expect(policy).not.toMatch(/unsafe|https?:|\*/);
});
