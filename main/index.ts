import { join } from 'node:path';
import electron from 'electron';
import Store from 'electron-store';
import { createCore } from '#core/core.ts';
import { ProcessTree } from '#core/health/process-tree.ts';
import { openLogFile } from '#core/log/log-file.ts';
import { createLogger } from '#core/log/logger.ts';
import { dataFolder } from '#core/paths.ts';
import { systemClock as clock } from '#shared/lib/clock.ts';
import { runApp } from './app.ts';
import type { CipherStore } from './vault.ts';
import type { WindowStateStore } from './window-state.ts';

const { app, dialog } = electron;
const folder = dataFolder();
// Chromium's profile; nothing of it is a document.
app.setPath('userData', join(folder, 'electron'));
const logger = createLogger({ write: openLogFile(join(folder, 'logs')).write });
const output = join(import.meta.dirname, '..');

runApp({
  electron,
  platform:
    process.platform === 'win32' || process.platform === 'darwin' ? process.platform : 'linux',
  env: process.env,
  clock,
  logger,
  paths: {
    renderer: join(output, 'renderer'),
    preload: join(output, 'preload', 'preload.cjs'),
    engine: join(output, 'main', 'engine.js'),
  },
  store: new Store({ cwd: folder, name: 'electron' }) as WindowStateStore & CipherStore,
  createCore: (parts) =>
    createCore({
      ...parts,
      dataFolder: folder,
      videosFolder: app.getPath('videos'),
      usage: new ProcessTree({ rootPids: () => [process.pid], clock }),
      clock,
      logger,
    }),
}).catch((error: unknown) => {
  logger.error('The studio could not start.', { error });
  dialog.showErrorBox(
    'Tallylight could not start',
    error instanceof Error ? error.message : String(error),
  );
  app.exit(1);
});
