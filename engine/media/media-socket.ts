import { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { WebSocketServer } from 'ws';
import type { Closable } from '#shared/lib/closable.ts';
import { maxMediaPayloadBytes, mediaFrameHeaderBytes } from '#shared/protocol/media-frame.ts';
import { webSocketTransport, type MediaTransport } from './media-transport.ts';

/** What the web server knows of an upgrade request whose socket it hands over. */
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

/** The web server has checked who asks; this checks the shape alone. */
export function isMediaSocketMessage(message: unknown): message is MediaSocketMessage {
  if (typeof message !== 'object' || message === null) return false;
  const { kind, request, head } = message as Partial<MediaSocketMessage>;
  return (
    kind === 'media-socket' &&
    typeof request === 'object' &&
    typeof request.headers === 'object' &&
    head instanceof Uint8Array
  );
}

/** Finishes the WebSocket handshakes of sockets that the web server accepted. */
export class MediaSocketAcceptor implements Closable {
  readonly #server = new WebSocketServer({
    noServer: true,
    // Media does not shrink.
    perMessageDeflate: false,
    maxPayload: mediaFrameHeaderBytes + maxMediaPayloadBytes,
  });

  /** `accept` is not called when the handshake is bad; the client is then told by HTTP. */
  upgrade(
    { request, head }: MediaSocketMessage,
    socket: Socket,
    accept: (transport: MediaTransport) => void,
  ): void {
    const upgrade = new IncomingMessage(socket);
    upgrade.method = request.method;
    upgrade.url = request.url;
    upgrade.headers = { ...request.headers };
    socket.setNoDelay(true);
    this.#server.handleUpgrade(upgrade, socket, Buffer.from(head), (webSocket) => {
      accept(webSocketTransport(webSocket));
    });
  }

  close(): void {
    this.#server.close();
  }
}
