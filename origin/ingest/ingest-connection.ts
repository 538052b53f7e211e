import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Closable } from '#shared/lib/closable.ts';
import { RtmpError } from '#shared/protocol/rtmp-message.ts';
import type {
  PublishDecision,
  PublishRequest,
  RtmpServerEvent,
} from '#shared/protocol/rtmp-server-session.ts';
import { RtmpServerSession } from '#shared/protocol/rtmp-server-session.ts';
import type { LiveStream } from '../rooms/live-stream.ts';
import type { StreamDirectory } from '../rooms/stream-directory.ts';
import type { StreamKeyCheck } from './stream-key-check.ts';

interface IngestConnectionOptions {
  readonly streams: StreamDirectory;
  readonly checkKey: StreamKeyCheck;
}

/** A peer that is silent so long is gone; its name is free for it to come back. */
const idleLimitMs = 10_000;
/** Answers are small; a peer that does not read them is not a publisher. */
const maxUnreadBytes = 256 * 1024;

/** One publisher's socket. */
export class IngestConnection implements Closable {
  readonly #socket: Socket;
  readonly #options: IngestConnectionOptions;
  readonly #session: RtmpServerSession;
  #stream: LiveStream | undefined;

  constructor(socket: Socket, options: IngestConnectionOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#session = new RtmpServerSession({
      random: randomBytes,
      decide: (request) => this.#decide(request),
    });
    socket.setNoDelay(true);
    socket.setTimeout(idleLimitMs, () => {
      this.close();
    });
    socket.on('data', (bytes: Uint8Array) => {
      this.#receive(bytes);
    });
    // The reason does not matter here: `close` follows and ends the stream.
    socket.on('error', () => undefined);
    socket.once('close', () => {
      this.#endStream();
    });
  }

  get bytesReceived(): number {
    return this.#socket.bytesRead;
  }

  close(): void {
    this.#socket.destroy();
  }

  #receive(bytes: Uint8Array): void {
    if (this.#socket.writableEnded) return;
    try {
      const output = this.#session.receive(bytes);
      if (output.bytes.byteLength > 0) this.#socket.write(output.bytes);
      for (const event of output.events) this.#handle(event);
    } catch (error) {
      if (!(error instanceof RtmpError)) throw error;
      this.close();
    }
    if (this.#socket.writableLength > maxUnreadBytes) this.close();
  }

  #decide(request: PublishRequest): PublishDecision {
    const name = this.#options.checkKey(request.streamName);
    if (name === null) {
      return {
        kind: 'reject',
        code: 'NetStream.Publish.Unauthorized',
        description: 'wrong stream key',
      };
    }
    this.#stream = this.#options.streams.open(name);
    if (this.#stream) return { kind: 'accept' };
    return {
      kind: 'reject',
      code: 'NetStream.Publish.BadName',
      description: 'somebody publishes this stream already',
    };
  }

  #handle(event: RtmpServerEvent): void {
    if (event.kind === 'tag') this.#stream?.publish(event.tag);
    if (event.kind === 'unpublish') this.#endStream();
    if (event.kind === 'refused') this.#socket.end();
  }

  #endStream(): void {
    if (this.#stream) this.#options.streams.end(this.#stream);
    this.#stream = undefined;
  }
}
