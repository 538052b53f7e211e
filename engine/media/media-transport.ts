import type { Closable } from '#shared/lib/closable.ts';
import { Emitter, type Event } from '#shared/lib/emitter.ts';

/** A pipe of whole binary messages from and to the page that makes the picture. */
export interface MediaTransport extends Closable {
  send(bytes: Uint8Array): void;
  readonly onDidReceive: Event<Uint8Array>;
  /** Fires once, also when this side closed it. `detail` says why, for the log. */
  readonly onDidClose: Event<string>;
  close(detail?: string): void;
}

/** The part of `ws`'s WebSocket that is used. */
export interface WebSocketLike {
  binaryType: string;
  on(type: 'message', listener: (data: unknown, isBinary: boolean) => void): unknown;
  on(type: 'close', listener: (code: number, reason: Buffer) => void): unknown;
  on(type: 'error', listener: (error: Error) => void): unknown;
  send(bytes: Uint8Array): void;
  close(code?: number, reason?: string): void;
}

export function webSocketTransport(socket: WebSocketLike): MediaTransport {
  const received = new Emitter<Uint8Array>();
  const closed = new Emitter<string>();
  let detail: string | undefined;
  let isClosed = false;
  socket.binaryType = 'nodebuffer';
  socket.on('message', (data, isBinary) => {
    if (isClosed) return;
    if (isBinary && data instanceof Uint8Array) received.emit(data);
    else close('a text message');
  });
  socket.on('error', (error) => {
    detail ??= error.message;
  });
  socket.on('close', (code) => {
    finish(detail ?? `code ${code}`);
  });
  const finish = (why: string): void => {
    if (isClosed) return;
    isClosed = true;
    closed.emit(why);
  };
  const close = (why = 'closed by the engine'): void => {
    if (isClosed) return;
    // RFC 6455, 5.5: a control frame's reason has at most 123 bytes.
    socket.close(1008, why.replace(/[^\x20-\x7e]/g, '?').slice(0, 123));
    finish(why);
  };
  return {
    send: (bytes) => {
      if (!isClosed) socket.send(bytes);
    },
    onDidReceive: received.event,
    onDidClose: closed.event,
    close,
  };
}

/** What Electron's MessagePortMain and Node's MessagePort have in common. */
export interface MediaPortLike {
  on(type: 'message', listener: (message: unknown) => void): unknown;
  on(type: 'close', listener: () => void): unknown;
  postMessage(message: unknown): void;
  start(): void;
  close(): void;
}

export function mediaPortTransport(port: MediaPortLike): MediaTransport {
  const received = new Emitter<Uint8Array>();
  const closed = new Emitter<string>();
  let isClosed = false;
  const close = (detail = 'closed by the engine'): void => {
    if (isClosed) return;
    isClosed = true;
    port.close();
    closed.emit(detail);
  };
  port.on('message', (message) => {
    if (isClosed) return;
    const bytes = toBytes(isEvent(message) ? message.data : message);
    if (bytes) received.emit(bytes);
    else close('a message that is not binary');
  });
  port.on('close', () => {
    close('the other end closed');
  });
  port.start();
  return {
    // A copy in a buffer of its own: nothing may be transferred (electron#34905).
    send: (bytes) => {
      if (!isClosed) port.postMessage(new Uint8Array(bytes));
    },
    onDidReceive: received.event,
    onDidClose: closed.event,
    close,
  };
}

/** Electron hands over an event, Node the data. */
function isEvent(message: unknown): message is { readonly data: unknown } {
  return (
    typeof message === 'object' &&
    message !== null &&
    'data' in message &&
    !ArrayBuffer.isView(message)
  );
}

function toBytes(data: unknown): Uint8Array | undefined {
  if (data instanceof Uint8Array) return data;
  return data instanceof ArrayBuffer ? new Uint8Array(data) : undefined;
}
