import type { Clock } from '#shared/lib/clock.ts';
import type { Closable } from '#shared/lib/closable.ts';
import { assertNever } from '#shared/lib/assert-never.ts';
import type { MediaLink } from '../messages.ts';

const reconnectDelayMs = 250;

export interface MediaConnectionOptions {
  readonly link: MediaLink;
  readonly clock: Pick<Clock, 'after'>;
  readonly onDidOpen: () => void;
  readonly onDidReceive: (bytes: Uint8Array) => void;
  /** A websocket is connected again by itself; a port is not. */
  readonly onDidLose: (detail: string) => void;
}

/** Carries media frames to the engine, one a message. */
export interface MediaConnection extends Closable {
  /** Only between `onDidOpen` and `onDidLose`. */
  send(bytes: Uint8Array<ArrayBuffer>): void;
}

export function connectMedia(options: MediaConnectionOptions): MediaConnection {
  const { link } = options;
  switch (link.kind) {
    case 'websocket':
      return new SocketConnection(options, link.url);
    case 'port':
      return portConnection(options, link.port);
    default:
      return assertNever(link);
  }
}

class SocketConnection implements MediaConnection {
  readonly #options: MediaConnectionOptions;
  readonly #url: string;
  #socket: WebSocket | null = null;
  #wait: Closable | null = null;
  #isClosed = false;

  constructor(options: MediaConnectionOptions, url: string) {
    this.#options = options;
    this.#url = url;
    this.#connect();
  }

  send(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(bytes);
  }

  close(): void {
    this.#isClosed = true;
    this.#wait?.close();
    this.#socket?.close();
    this.#socket = null;
  }

  #connect(): void {
    const socket = new WebSocket(this.#url);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    let wasOpen = false;
    socket.onopen = () => {
      wasOpen = true;
      if (this.#socket === socket) this.#options.onDidOpen();
    };
    socket.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (this.#socket === socket && data instanceof ArrayBuffer) {
        this.#options.onDidReceive(new Uint8Array(data));
      }
    };
    socket.onclose = ({ code }) => {
      if (this.#socket !== socket) return;
      this.#socket = null;
      // An engine that restarts refuses for a while: that is one loss, not one each 250 ms.
      if (wasOpen) this.#options.onDidLose(`the connection to the engine closed (${code})`);
      this.#wait = this.#options.clock.after(reconnectDelayMs, () => {
        if (!this.#isClosed) this.#connect();
      });
    };
  }
}

function portConnection(options: MediaConnectionOptions, port: MessagePort): MediaConnection {
  port.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (data instanceof Uint8Array) options.onDidReceive(data);
    else if (data instanceof ArrayBuffer) options.onDidReceive(new Uint8Array(data));
  };
  port.addEventListener('close', () => {
    options.onDidLose('the engine closed its port');
  });
  // As from a socket: the caller has its connection in hand first.
  queueMicrotask(options.onDidOpen);
  return {
    // Copied, not transferred: Electron loses transferred buffers toward its processes.
    send: (bytes) => {
      port.postMessage(bytes);
    },
    close: () => {
      port.onmessage = null;
      port.close();
    },
  };
}
