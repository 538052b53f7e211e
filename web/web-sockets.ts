import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { PageFrameFeed, type PageFrameSource } from '#core/browser-pages/page-frame-feed.ts';
import type { Closable } from '#shared/lib/closable.ts';
import type { Clock } from '#shared/lib/clock.ts';
import type { Channel } from '#shared/rpc/channel.ts';
import { webSocketChannel } from '#shared/rpc/web-socket-channel.ts';
import { keepAlive } from './keep-alive.ts';

/** A whole collection (`collectionLimits.fileBytes`) with the envelope of its message. */
const maxMessageBytes = 20 * 1024 * 1024;
const goingAway = 1001;
const goodbyeMs = 1_000;

export interface WebSocketsOptions {
  readonly clock: Clock;
  connectPage(channel: Channel): unknown;
  readonly pageFrames: PageFrameSource | null;
}

/** The WebSockets that end in this process: `/rpc` and `/page-frames`. */
export class WebSockets implements Closable {
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: maxMessageBytes,
    perMessageDeflate: false,
  });
  readonly #options: WebSocketsOptions;

  constructor(options: WebSocketsOptions) {
    this.#options = options;
  }

  /** Takes an upgrade that the guard let through; false when `pathname` is none of ours. */
  accept(pathname: string, request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const serve = this.#route(pathname);
    if (!serve) return false;
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      keepAlive(webSocket, this.#options.clock);
      // What a broken connection throws is followed by 'close', which is what counts.
      webSocket.on('error', () => undefined);
      serve(webSocket);
    });
    return true;
  }

  /** Says goodbye; who has not answered within 1 s is cut off. */
  async close(): Promise<void> {
    const clients = [...this.#server.clients];
    const closed = clients.map((socket) => {
      socket.close(goingAway, 'Tallylight closes');
      return new Promise((resolve) => socket.once('close', resolve));
    });
    const timer = this.#options.clock.after(goodbyeMs, () => {
      for (const socket of clients) socket.terminate();
    });
    await Promise.all(closed);
    timer.close();
    this.#server.close();
  }

  #route(pathname: string): ((socket: WebSocket) => void) | null {
    const { pageFrames } = this.#options;
    switch (pathname) {
      case '/rpc':
        return (socket) => {
          this.#options.connectPage(webSocketChannel(socket));
        };
      case '/page-frames':
        return pageFrames
          ? (socket) => {
              feed(socket, pageFrames);
            }
          : null;
      default:
        return null;
    }
  }
}

function feed(socket: WebSocket, source: PageFrameSource): void {
  const frames = new PageFrameFeed(source, (message) => {
    socket.send(message);
  });
  socket.on('message', (data) => {
    frames.taken(String(data));
  });
  socket.on('close', () => {
    frames.close();
  });
}
