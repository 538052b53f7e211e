import type { Closable } from '#shared/lib/closable.ts';
import { assertNever } from '#shared/lib/assert-never.ts';
import type { MediaLink } from '../messages.ts';

export interface MediaConnectionOptions {
  readonly link: MediaLink;
  readonly onDidOpen: () => void;
  readonly onDidReceive: (bytes: Uint8Array) => void;
  /** Once. The page then finds another way to the engine. */
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
      return socketConnection(options, link.url);
    case 'port':
      return portConnection(options, link.port);
    default:
      return assertNever(link);
  }
}

function socketConnection(options: MediaConnectionOptions, url: string): MediaConnection {
  const socket = new WebSocket(url);
  socket.binaryType = 'arraybuffer';
  let isClosed = false;
  socket.onopen = () => {
    if (!isClosed) options.onDidOpen();
  };
  socket.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (!isClosed && data instanceof ArrayBuffer) options.onDidReceive(new Uint8Array(data));
  };
  socket.onclose = ({ code }) => {
    if (!isClosed) options.onDidLose(`the connection to the engine closed (${code})`);
  };
  return {
    send: (bytes) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(bytes);
    },
    close: () => {
      isClosed = true;
      socket.close();
    },
  };
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
