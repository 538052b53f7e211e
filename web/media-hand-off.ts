import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/** What goes to the engine along with a page's socket: enough to finish the WebSocket handshake. */
export interface MediaSocketMessage {
  readonly kind: 'media-socket';
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
  };
  /** What the client had sent after the request's head. */
  readonly head: Uint8Array;
}

/** The engine's process takes the socket over; packets then never pass through this one. */
export interface MediaSocketTaker {
  /** Throws or rejects when no engine runs. */
  sendSocket(message: MediaSocketMessage, socket: Socket): unknown;
}

/** The engine has no use for who the page is: cookies and credentials stay here. */
const withheld = new Set(['cookie', 'authorization']);

export function mediaSocketMessage(request: IncomingMessage, head: Uint8Array): MediaSocketMessage {
  return {
    kind: 'media-socket',
    request: {
      method: request.method ?? 'GET',
      url: request.url ?? '/',
      headers: Object.fromEntries(
        Object.entries(request.headers).flatMap(([name, value]) =>
          value === undefined || withheld.has(name) ? [] : [[name, String(value)]],
        ),
      ),
    },
    head,
  };
}
