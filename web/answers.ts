import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { securityHeaders } from '#core/http/security-headers.ts';

/** An answer without a file. */
export interface Answer {
  readonly status: number;
  readonly message: string;
}

export const needsToken: Answer = {
  status: 401,
  message: 'Open the address that Tallylight shows when it starts; each one works once.',
};
export const notFound: Answer = { status: 404, message: 'There is nothing here.' };
export const engineMissing: Answer = { status: 503, message: 'The media engine is not running.' };

/** Leads on without the token, so that it stays neither in the history nor in a screenshot. */
export function enter(response: ServerResponse, url: URL, cookie: string | null): void {
  const target = new URL(url);
  target.searchParams.delete('token');
  response.writeHead(303, {
    ...securityHeaders,
    ...(cookie === null ? {} : { 'set-cookie': cookie }),
    'cache-control': 'no-store',
    // Two slashes would name another host.
    location: target.pathname.replace(/^\/+/, '/') + target.search,
    'content-length': '0',
  });
  response.end();
}

export function refuse(response: ServerResponse, { status, message }: Answer): void {
  response.writeHead(status, {
    ...securityHeaders,
    'cache-control': 'no-store',
    'content-type': 'text/plain; charset=utf-8',
    // What comes after a refused request's head is not ours to read.
    connection: 'close',
  });
  response.end(`${message}\n`);
}

export function refuseUpgrade(socket: Duplex, { status, message }: Answer): void {
  socket.end(
    `HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Type: text/plain\r\n\r\n${message}\n`,
  );
}
