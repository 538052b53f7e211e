import type { ElectronModule } from './electron-module.ts';

export interface QuitOptions {
  readonly electron: Pick<ElectronModule, 'app' | 'dialog'>;
  readonly isLive: () => boolean;
  /** Closes what was opened, in order. */
  readonly closeAll: () => Promise<void>;
  readonly onProblem: (message: string, error: unknown) => void;
}

type QuitState = 'running' | 'asking' | 'closing';

/** Quits once everything is closed; while live or recording, only when the person says so. */
export function quitInOrder({ electron: { app, dialog }, ...options }: QuitOptions): void {
  let state: QuitState = 'running';

  async function quit(): Promise<void> {
    if (options.isLive()) {
      state = 'asking';
      const { response } = await dialog.showMessageBox({
        type: 'question',
        buttons: ['Keep going', 'End and quit'],
        defaultId: 0,
        cancelId: 0,
        message: 'You are live or recording.',
        detail: 'Quitting ends the broadcast and finishes the recording.',
      });
      if (response !== 1) {
        state = 'running';
        return;
      }
    }
    state = 'closing';
    try {
      await options.closeAll();
    } catch (error) {
      options.onProblem('Not everything could be closed.', error);
    }
    app.exit(0);
  }

  app.on('before-quit', (event) => {
    // `app.exit` comes when all is closed, and asks nobody.
    event.preventDefault();
    if (state === 'running') void quit();
  });
  app.on('window-all-closed', () => {
    app.quit();
  });
}
