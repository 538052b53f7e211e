import { Emitter } from '../lib/emitter.ts';
import type { Channel } from './channel.ts';

/** What a browser's WebSocket and `ws`'s have in common. */
export interface WebSocketLike {
  readonly readyState: number;
  send(text: string): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(type: 'close' | 'error' | 'open', listener: () => void): void;
}

const open = 1;
const connecting = 0;

/**
 * A channel over a WebSocket: each message is JSON text. What is sent before the socket opened waits
 * for it. Text that is no JSON closes the socket with 1007 (RFC 6455, section 7.4.1).
 */
export function webSocketChannel(socket: WebSocketLike): Channel {
  const received = new Emitter<unknown>();
  const closed = new Emitter<void>();
  const waiting: string[] = [];
  let isClosed = false;
  const close = (code?: number, reason?: string): void => {
    if (isClosed) return;
    isClosed = true;
    socket.close(code, reason);
    closed.emit();
  };
  socket.addEventListener('open', () => {
    for (const text of waiting.splice(0)) socket.send(text);
  });
  socket.addEventListener('message', ({ data }) => {
    if (isClosed) return;
    let message: unknown;
    try {
      message = JSON.parse(String(data));
    } catch {
      close(1007, 'not JSON');
      return;
    }
    received.emit(message);
  });
  socket.addEventListener('close', () => {
    close();
  });
  socket.addEventListener('error', () => {
    close();
  });
  return {
    send(message) {
      if (isClosed) return;
      const text = JSON.stringify(message);
      if (socket.readyState === open) socket.send(text);
      else if (socket.readyState === connecting) waiting.push(text);
    },
    onDidReceive: received.event,
    onDidClose: closed.event,
    close: () => {
      close();
    },
  };
}
