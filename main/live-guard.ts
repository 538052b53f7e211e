import type { BrowserWindow } from 'electron';
import type { Closable } from '#shared/lib/closable.ts';
import type { ElectronModule } from './electron-module.ts';

export interface LiveGuardOptions {
  readonly electron: Pick<ElectronModule, 'powerSaveBlocker'>;
  readonly window: () => Pick<BrowserWindow, 'webContents'> | undefined;
}

/** While live or recording, the machine stays awake and a covered window keeps its full speed. */
export class LiveGuard implements Closable {
  readonly #options: LiveGuardOptions;
  #blocker: number | undefined;

  constructor(options: LiveGuardOptions) {
    this.#options = options;
  }

  setActive(isActive: boolean): void {
    const { electron, window } = this.#options;
    if (isActive === (this.#blocker !== undefined)) return;
    if (this.#blocker === undefined) {
      this.#blocker = electron.powerSaveBlocker.start('prevent-display-sleep');
    } else {
      electron.powerSaveBlocker.stop(this.#blocker);
      this.#blocker = undefined;
    }
    window()?.webContents.setBackgroundThrottling(!isActive);
  }

  close(): void {
    this.setActive(false);
  }
}
