import { fork, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { Emitter } from '#shared/lib/emitter.ts';
import type { Logger } from '#shared/lib/logger.ts';
import type { Channel } from '#shared/rpc/channel.ts';
import { logEngineLine } from './engine-log.ts';
import type { EngineExit, EngineLauncher, EngineProcess } from './engine-process.ts';

export interface ChildProcessLauncherOptions {
  /** The engine's main module, a path. */
  readonly modulePath: string;
  /** The Node that runs it. Default: this one. */
  readonly execPath?: string;
  readonly logger: Logger;
  /** Beside what is passed on of this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What a media process needs of the environment. Keys and tokens of others stay here. */
const passedOn = [
  ...['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'LD_LIBRARY_PATH', 'XDG_RUNTIME_DIR'],
  ...['SystemRoot', 'SystemDrive', 'TEMP', 'TMP', 'USERPROFILE', 'APPDATA', 'LOCALAPPDATA'],
  ...['LIBVA_DRIVER_NAME', 'CUDA_VISIBLE_DEVICES', 'DISPLAY', 'WAYLAND_DISPLAY'],
];
/** A child that does not end when asked is ended. */
const killAfterMs = 2000;

/** Starts the engine as a child of this process; it ends with it, for its channel closes then. */
export function childProcessLauncher(options: ChildProcessLauncherOptions): EngineLauncher {
  const { modulePath, execPath = process.execPath, logger, env = {} } = options;
  return {
    launch: async () => {
      const child = fork(modulePath, [], {
        execPath,
        execArgv: [],
        env: { ...inherited(), ...env },
        serialization: 'advanced',
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      });
      for (const stream of [child.stdout, child.stderr]) {
        if (!stream) continue;
        createInterface({ input: stream }).on('line', (line) => {
          logEngineLine(line, logger);
        });
      }
      await new Promise<void>((resolve, reject) => {
        child.once('spawn', resolve);
        child.once('error', reject);
      });
      return engineProcess(child, logger);
    },
  };
}

function inherited(): Record<string, string> {
  return Object.fromEntries(
    passedOn.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function engineProcess(child: ChildProcess, logger: Logger): EngineProcess {
  const exited = new Emitter<EngineExit>();
  child.once('exit', (code, signal) => {
    exited.emit({ code, signal });
  });
  child.on('error', (error) => {
    logger.warn('engine process', { error });
  });
  return {
    channel: childChannel(child),
    pid: child.pid ?? null,
    onDidExit: exited.event,
    sendSocket: (message, socket) =>
      new Promise((resolve, reject) => {
        child.send(message, socket, {}, (error) => {
          if (error) reject(error);
          else resolve();
        });
      }),
    kill: () => {
      if (child.exitCode !== null || child.signalCode !== null || !child.kill()) return;
      const force = setTimeout(() => child.kill('SIGKILL'), killAfterMs);
      child.once('exit', () => {
        clearTimeout(force);
      });
    },
  };
}

function childChannel(child: ChildProcess): Channel {
  const received = new Emitter<unknown>();
  const closed = new Emitter<void>();
  let isClosed = false;
  const close = (): void => {
    if (isClosed) return;
    isClosed = true;
    if (child.connected) child.disconnect();
    closed.emit();
  };
  child.on('message', (message) => {
    if (!isClosed) received.emit(message);
  });
  child.once('disconnect', close);
  return {
    send: (message) => {
      // A failure shows as the child's exit, too.
      if (!isClosed && child.connected) child.send(message as object, () => undefined);
    },
    onDidReceive: received.event,
    onDidClose: closed.event,
    close,
  };
}
