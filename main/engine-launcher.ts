import type { MessagePortMain, UtilityProcess } from 'electron';
import type {
  EngineExit,
  EngineLauncher,
  EngineProcess,
} from '#core/engine-supervisor/engine-process.ts';
import { Emitter, type Event } from '#shared/lib/emitter.ts';
import type { ElectronModule } from './electron-module.ts';

export interface EngineLauncherOptions {
  readonly electron: Pick<ElectronModule, 'utilityProcess'>;
  /** The engine's built entry. */
  readonly modulePath: string;
  readonly onProblem: (message: string) => void;
}

/** Runs the engine as a utility process, and brings it the media ports of pages. */
export class UtilityEngineLauncher implements EngineLauncher {
  readonly #options: EngineLauncherOptions;
  readonly #launched = new Emitter<void>();
  /** A page needs a new media port then. */
  readonly onDidLaunch: Event<void> = this.#launched.event;
  #running: UtilityProcess | undefined;

  constructor(options: EngineLauncherOptions) {
    this.#options = options;
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  launch(): EngineProcess {
    const { electron, modulePath, onProblem } = this.#options;
    const child = electron.utilityProcess.fork(modulePath, [], {
      serviceName: 'Tallylight engine',
      stdio: 'inherit',
    });
    this.#running = child;
    const received = new Emitter<unknown>();
    const closed = new Emitter<void>();
    const exited = new Emitter<EngineExit>();
    let isOver = false;
    const end = (code: number): void => {
      if (isOver) return;
      isOver = true;
      if (this.#running === child) this.#running = undefined;
      closed.emit();
      exited.emit({ code, signal: null });
    };
    child.on('message', (message: unknown) => {
      if (!isOver) received.emit(message);
    });
    child.on('error', (type, location) => {
      onProblem(`the engine had a ${type} at ${location}`);
    });
    child.on('exit', end);
    this.#launched.emit();
    return {
      channel: {
        send: (message) => {
          if (!isOver) child.postMessage(message);
        },
        onDidReceive: received.event,
        onDidClose: closed.event,
        close: () => child.kill(),
      },
      // Known only once it has spawned.
      pid: child.pid ?? null,
      onDidExit: exited.event,
      kill: () => child.kill(),
    };
  }

  /** Closes the port when no engine runs; `onDidLaunch` tells when to send another. */
  sendMediaPort(port: MessagePortMain): void {
    if (this.#running) this.#running.postMessage({ kind: 'media-port' }, [port]);
    else port.close();
  }
}
