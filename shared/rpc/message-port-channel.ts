import { Emitter } from '../lib/emitter.ts';
import type { Channel } from './channel.ts';

/** What a browser's, Node's and Electron's (`MessagePortMain`) ports have in common. */
export type MessagePortLike =
  | {
      postMessage(message: unknown): void;
      addEventListener(
        type: 'message' | 'close',
        listener: (event: { data?: unknown }) => void,
      ): void;
      start(): void;
      close(): void;
    }
  | {
      postMessage(message: unknown): void;
      on(type: 'message' | 'close', listener: (event: { data?: unknown }) => void): unknown;
      start(): void;
      close(): void;
    };

/**
 * A channel over a MessagePort. Messages are structured-cloned and nothing is transferred, for
 * transferred buffers are lost on the way to Electron's main process (electron#34905).
 */
export function messagePortChannel(port: MessagePortLike): Channel {
  const received = new Emitter<unknown>();
  const closed = new Emitter<void>();
  let isClosed = false;
  const close = (): void => {
    if (isClosed) return;
    isClosed = true;
    port.close();
    closed.emit();
  };
  const onMessage = (event: { data?: unknown }): void => {
    if (!isClosed) received.emit(event.data);
  };
  if ('addEventListener' in port) {
    port.addEventListener('message', onMessage);
    port.addEventListener('close', close);
  } else {
    port.on('message', onMessage);
    port.on('close', close);
  }
  port.start();
  return {
    send: (message) => {
      if (!isClosed) port.postMessage(message);
    },
    onDidReceive: received.event,
    onDidClose: closed.event,
    close,
  };
}
