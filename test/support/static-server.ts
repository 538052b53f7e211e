import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.png': 'image/png',
  '.mp4': 'video/mp4',
  '.webm': 'video/webm',
};

export interface StaticServer {
  /** `http://127.0.0.1:port`, without a slash at the end. */
  readonly origin: string;
  /** Serves `file` at `/media/<id>`, with Range requests; null: there is no such file any more. */
  setMedia(id: string, file: string | null): void;
  close(): Promise<void>;
}

/** Serves a folder and media files as the hosts do: cross-origin isolated, on a port of its own. */
export async function startStaticServer(folder: string): Promise<StaticServer> {
  const media = new Map<string, string>();
  const server = createServer((request, response) => {
    void answer(request, response, folder, media);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    setMedia: (id, file) => {
      if (file === null) media.delete(id);
      else media.set(id, file);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  folder: string,
  media: ReadonlyMap<string, string>,
): Promise<void> {
  response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
  response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
  response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
  const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
  const file = pathname.startsWith('/media/')
    ? media.get(decodeURIComponent(pathname.slice('/media/'.length)))
    : join(folder, normalize(pathname === '/' ? '/index.html' : pathname));
  const found = file ? await stat(file).catch(() => null) : null;
  if (!file || !found) {
    response.writeHead(404).end();
    return;
  }
  const { size } = found;
  response.setHeader('Content-Type', contentTypes[extname(file)] ?? 'application/octet-stream');
  response.setHeader('Accept-Ranges', 'bytes');
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
  if (!range) {
    response.setHeader('Content-Length', size);
    createReadStream(file).pipe(response);
    return;
  }
  const start = Number(range[1]);
  const end = range[2] ? Math.min(Number(range[2]), size - 1) : size - 1;
  if (start > end) {
    response.writeHead(416, { 'Content-Range': `bytes */${size}` }).end();
    return;
  }
  response.writeHead(206, {
    'Content-Range': `bytes ${start}-${end}/${size}`,
    'Content-Length': end - start + 1,
  });
  createReadStream(file, { start, end }).pipe(response);
}
