import { join } from 'node:path';
import { build } from 'vite';
import { isStale } from './start/stale.ts';

const root = join(import.meta.dirname, '..');

/** Builds the renderer where there is none, or it is older than its sources. */
export async function buildRendererIfStale(): Promise<void> {
  const sources = ['renderer', 'shared', 'resources', 'package-lock.json'];
  if (!(await isStale(root, 'out/renderer/index.html', sources))) return;
  console.log('Building the studio ...');
  // A test runner's NODE_ENV would build React for development: a third larger and slower.
  process.env.NODE_ENV = 'production';
  await build({ configFile: join(root, 'renderer', 'vite.config.ts'), logLevel: 'error' });
}

if (import.meta.main) await buildRendererIfStale();
