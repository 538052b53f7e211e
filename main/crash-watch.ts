import type { BrowserWindow } from 'electron';
import type { Logger } from '#shared/lib/logger.ts';
import type { ElectronModule } from './electron-module.ts';

export interface CrashWatchOptions {
  readonly electron: Pick<ElectronModule, 'app'>;
  readonly window: BrowserWindow;
  readonly logger: Pick<Logger, 'warn'>;
}

/** Loads the studio again when its process died: the engine kept the broadcast up meanwhile. */
export function watchCrashes({ electron: { app }, window, logger }: CrashWatchOptions): void {
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    logger.warn('The studio’s page is gone; it is loaded again.', { reason, exitCode });
    if (reason !== 'clean-exit' && !window.isDestroyed()) window.webContents.reload();
  });
  // The engine's own end is its supervisor's matter; the GPU process comes back by itself.
  app.on('child-process-gone', (_event, { type, name, reason, exitCode }) => {
    if (reason !== 'clean-exit') {
      logger.warn('A helper process is gone.', { type, name, reason, exitCode });
    }
  });
}
