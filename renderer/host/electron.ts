import { messagePortChannel } from '#shared/rpc/message-port-channel.ts';
import type { ConnectionSource } from './connection-source.ts';

const portNames = ['rpc', 'media', 'page-frames'] as const;
type PortName = (typeof portNames)[number];

/**
 * The Electron host: the preload posts ports as `{kind: 'tallylight-port', name}`, at start and again
 * whenever the process at the other end is a new one. Only the newest of a name is good.
 */
export function electronConnectionSource(page: Window): ConnectionSource {
  const ports = new PortBox(page);
  let pageFrames: Promise<MessagePort> | undefined;
  return {
    mediaBase: new URL('/media/', page.location.href).href,
    listsTargets: true,
    connect: async () => messagePortChannel(await ports.take('rpc')),
    mediaLink: async () => ({ kind: 'port', port: await ports.take('media') }),
    receivePageFrames({ onDidReceive }) {
      let isClosed = false;
      // Kept over `close()`: the host sends one for as long as the page lives.
      pageFrames ??= ports.take('page-frames');
      const port = pageFrames;
      void port.then((taken) => {
        if (isClosed) return;
        taken.onmessage = ({ data }: MessageEvent<unknown>) => {
          if (data instanceof Uint8Array) onDidReceive(data);
        };
      });
      return {
        take: (sourceId) => {
          void port.then((taken) => {
            taken.postMessage(sourceId);
          });
        },
        close: () => {
          isClosed = true;
          void port.then((taken) => {
            taken.onmessage = null;
          });
        },
      };
    },
  };
}

/** Keeps the newest port of each name until somebody takes it. */
class PortBox {
  readonly #waiting = new Map<PortName, (port: MessagePort) => void>();
  readonly #ports = new Map<PortName, MessagePort>();

  constructor(page: Window) {
    page.addEventListener('message', ({ source, data, ports: [port] }: MessageEvent<unknown>) => {
      const name = source === page ? portName(data) : undefined;
      if (name && port) this.#put(name, port);
    });
  }

  take(name: PortName): Promise<MessagePort> {
    const port = this.#ports.get(name);
    this.#ports.delete(name);
    if (port) return Promise.resolve(port);
    return new Promise((resolve) => {
      this.#waiting.set(name, resolve);
    });
  }

  #put(name: PortName, port: MessagePort): void {
    const waiting = this.#waiting.get(name);
    this.#waiting.delete(name);
    if (waiting) {
      waiting(port);
      return;
    }
    this.#ports.get(name)?.close();
    this.#ports.set(name, port);
  }
}

function portName(data: unknown): PortName | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  if (!('kind' in data) || data.kind !== 'tallylight-port' || !('name' in data)) return undefined;
  return portNames.find((name) => name === data.name);
}
