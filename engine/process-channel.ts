import type { Socket } from 'node:net';
import { Emitter, type Event } from '#shared/lib/emitter.ts';
import type { Channel } from '#shared/rpc/channel.ts';
import type { MediaPortLike } from './media/media-transport.ts';
import { isMediaSocketMessage, type MediaSocketMessage } from './media/media-socket.ts';

/** Node's `process` in a child started with `fork`, serialization `advanced`. */
export interface ForkedProcess {
  readonly connected: boolean;
  send?(message: unknown, handle: undefined, options: undefined, callback: () => void): boolean;
  on(event: 'message', listener: (message: unknown, handle: unknown) => void): unknown;
  on(event: 'disconnect', listener: () => void): unknown;
  disconnect?(): void;
}

/** `process.parentPort` of Electron's utility process. */
export interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: ParentPortEvent) => void): unknown;
}
export interface ParentPortEvent {
  readonly data: unknown;
  readonly ports: readonly MediaPortLike[];
}

/**
 * The pipe to the core. It carries rpc and, beside it, the ends of media channels: messages of kind
 * `media-socket` with a TCP socket and `media-port` with a port; rpc sees neither.
 */
export interface ParentLink {
  readonly channel: Channel;
  readonly onDidReceiveSocket: Event<{ message: MediaSocketMessage; socket: Socket }>;
  readonly onDidReceivePort: Event<MediaPortLike>;
}

export function forkedProcessLink(child: ForkedProcess): ParentLink {
  const { link, emit } = makeLink({
    send: (message) => {
      if (child.connected) child.send?.(message, undefined, undefined, () => undefined);
    },
    close: () => {
      if (child.connected) child.disconnect?.();
    },
  });
  child.on('message', (message, handle) => {
    if (isMediaSocketMessage(message)) {
      // A socket that closed on the way arrives as undefined.
      if (isSocket(handle)) emit.socket({ message, socket: handle });
    } else emit.message(message);
  });
  child.on('disconnect', () => {
    link.channel.close();
  });
  return link;
}

export function parentPortLink(port: ParentPort): ParentLink {
  const { link, emit } = makeLink({
    send: (message) => {
      port.postMessage(message);
    },
    close: () => undefined,
  });
  port.on('message', ({ data, ports }) => {
    const [mediaPort] = ports;
    if (isKind(data, 'media-port')) {
      if (mediaPort) emit.port(mediaPort);
    } else emit.message(data);
  });
  return link;
}

function makeLink({ send, close }: { send: (message: unknown) => void; close: () => void }): {
  readonly link: ParentLink;
  readonly emit: {
    message(message: unknown): void;
    socket(received: { message: MediaSocketMessage; socket: Socket }): void;
    port(port: MediaPortLike): void;
  };
} {
  const message = new Emitter<unknown>();
  const socket = new Emitter<{ message: MediaSocketMessage; socket: Socket }>();
  const port = new Emitter<MediaPortLike>();
  const closed = new Emitter<void>();
  let isClosed = false;
  const unlessClosed =
    <T>(emitter: Emitter<T>) =>
    (value: T): void => {
      if (!isClosed) emitter.emit(value);
    };
  return {
    emit: {
      message: unlessClosed(message),
      socket: unlessClosed(socket),
      port: unlessClosed(port),
    },
    link: {
      channel: {
        send: (value) => {
          if (!isClosed) send(value);
        },
        onDidReceive: message.event,
        onDidClose: closed.event,
        close: () => {
          if (isClosed) return;
          isClosed = true;
          close();
          closed.emit();
        },
      },
      onDidReceiveSocket: socket.event,
      onDidReceivePort: port.event,
    },
  };
}

function isKind(message: unknown, kind: string): message is { readonly kind: string } {
  return (
    typeof message === 'object' && message !== null && 'kind' in message && message.kind === kind
  );
}

function isSocket(handle: unknown): handle is Socket {
  return typeof handle === 'object' && handle !== null && 'setNoDelay' in handle;
}
