import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import type { StreamDirectory } from '../rooms/stream-directory.ts';
import type { StreamKeyCheck } from './stream-key-check.ts';
import { IngestConnection } from './ingest-connection.ts';

export interface RtmpIngestOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly streams: StreamDirectory;
  readonly checkKey: StreamKeyCheck;
}

const maxConnections = 32;

/** Listens for RTMP publishers: OBS, FFmpeg, and our own. */
export class RtmpIngest {
  readonly #server: Server;
  readonly #connections = new Set<IngestConnection>();
  #closing: Promise<void> | undefined;

  private constructor(server: Server, options: RtmpIngestOptions) {
    this.#server = server;
    server.maxConnections = maxConnections;
    server.on('connection', (socket) => {
      this.#accept(socket, options);
    });
  }

  /** Rejects with the system's error when the port cannot be had. */
  static async listen(options: RtmpIngestOptions): Promise<RtmpIngest> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(options.port, options.host, resolve);
    });
    return new RtmpIngest(server, options);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get bytesReceived(): number {
    return [...this.#connections].reduce((sum, connection) => sum + connection.bytesReceived, 0);
  }

  close(): Promise<void> {
    this.#closing ??= new Promise((resolve) => {
      this.#server.close(() => {
        resolve();
      });
      for (const connection of this.#connections) connection.close();
    });
    return this.#closing;
  }

  #accept(socket: Socket, options: RtmpIngestOptions): void {
    const connection = new IngestConnection(socket, options);
    this.#connections.add(connection);
    socket.once('close', () => this.#connections.delete(connection));
  }
}
