import { readFile } from 'node:fs/promises';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { StreamDirectory } from '../rooms/stream-directory.ts';
import { sendHttpFlv } from './http-flv.ts';

export interface WatchServerOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly streams: StreamDirectory;
}

interface StaticFile {
  readonly contentType: string;
  readonly url: URL;
}

/** All that is served besides streams; nothing is looked up by what a request says. */
const files: ReadonlyMap<string, StaticFile> = new Map([
  ['/', ours('index.html', 'text/html; charset=utf-8')],
  ['/watch.css', ours('watch.css', 'text/css; charset=utf-8')],
  ['/watch.js', ours('watch.js', 'text/javascript; charset=utf-8')],
  [
    '/mpegts.js',
    {
      contentType: 'text/javascript; charset=utf-8',
      url: new URL(import.meta.resolve('mpegts.js/dist/mpegts.js')),
    },
  ],
]);

const commonHeaders = {
  // `blob:` is what Media Source Extensions give the video element.
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    'media-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
} as const;

/** The watch page and its streams over HTTP, for this machine alone. */
export class WatchServer {
  readonly #server: Server;
  readonly #options: WatchServerOptions;
  #viewers = 0;
  #closing: Promise<void> | undefined;

  private constructor(server: Server, options: WatchServerOptions) {
    this.#server = server;
    this.#options = options;
    server.maxConnections = 64;
    server.on('request', (request, response) => {
      void this.#answer(request, response);
    });
  }

  /** Rejects with the system's error when the port cannot be had. */
  static async listen(options: WatchServerOptions): Promise<WatchServer> {
    const server = createServer({
      maxHeaderSize: 8 * 1024,
      headersTimeout: 5000,
      requestTimeout: 5000,
      keepAliveTimeout: 5000,
      noDelay: true,
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(options.port, options.host, resolve);
    });
    return new WatchServer(server, options);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get viewers(): number {
    return this.#viewers;
  }

  close(): Promise<void> {
    this.#closing ??= new Promise((resolve) => {
      this.#server.close(() => {
        resolve();
      });
      this.#server.closeAllConnections();
    });
    return this.#closing;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(commonHeaders)) response.setHeader(name, value);
    const refusal = this.#refuse(request);
    if (refusal !== null) {
      end(response, refusal);
      return;
    }
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const file = files.get(pathname);
    if (file) await sendFile(file, request, response);
    else this.#sendStream(pathname, request, response);
  }

  /** The status to refuse with, or null. */
  #refuse(request: IncomingMessage): number | null {
    if (!this.#isOurHost(request.headers.host)) return 421;
    if (request.method !== 'GET' && request.method !== 'HEAD') return 405;
    const hasBody =
      request.headers['transfer-encoding'] !== undefined ||
      Number(request.headers['content-length'] ?? 0) > 0;
    if (hasBody) return 413;
    return URL.canParse(request.url ?? '/', 'http://localhost') ? null : 400;
  }

  /** Against DNS rebinding: a page elsewhere whose name points here. */
  #isOurHost(host: string | undefined): boolean {
    const names = ['127.0.0.1', 'localhost', '[::1]', this.#options.host];
    return names.some((name) => host?.toLowerCase() === `${name}:${this.port}`);
  }

  #sendStream(pathname: string, request: IncomingMessage, response: ServerResponse): void {
    const [, name = ''] = /^\/live\/([a-zA-Z0-9_-]{1,64})\.flv$/.exec(pathname) ?? [];
    const stream = this.#options.streams.find(name);
    if (!stream) {
      end(response, 404);
      return;
    }
    response.writeHead(200, { 'content-type': 'video/x-flv' });
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    this.#viewers += 1;
    response.once('close', () => {
      this.#viewers -= 1;
    });
    sendHttpFlv(stream, response);
  }
}

function ours(name: string, contentType: string): StaticFile {
  return { contentType, url: new URL(`../watch/${name}`, import.meta.url) };
}

async function sendFile(
  file: StaticFile,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const content = await readFile(file.url);
    response.writeHead(200, {
      'content-type': file.contentType,
      'content-length': content.byteLength,
    });
    response.end(request.method === 'HEAD' ? undefined : content);
  } catch {
    end(response, 500);
  }
}

/** Refusals close the connection, so that an unread body is never taken for a request. */
function end(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-type': 'text/plain', connection: 'close' });
  response.end();
}
