import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { PageFrameSource } from '#core/browser-pages/page-frame-feed.ts';
import type { ServableFile } from '#core/http/file-answer.ts';
import { StaticFolder } from '#core/http/static-folder.ts';
import type { Closable } from '#shared/lib/closable.ts';
import { systemClock, type Clock } from '#shared/lib/clock.ts';
import type { Logger } from '#shared/lib/logger.ts';
import type { Channel } from '#shared/rpc/channel.ts';
import { Access } from './access.ts';
import {
  engineMissing,
  enter,
  needsToken,
  notFound,
  refuse,
  refuseUpgrade,
  type Answer,
} from './answers.ts';
import { mediaSocketMessage, type MediaSocketTaker } from './media-hand-off.ts';
import { readSession, refuseStranger, sessionCookie } from './request-guard.ts';
import { sendFile } from './send-file.ts';
import { WebSockets } from './web-sockets.ts';

/** What this host needs of the core. */
export interface WebHostCore {
  connectPage(channel: Channel): unknown;
  readonly media: {
    resolve(sourceId: string): Promise<ServableFile | null> | ServableFile | null;
  };
}

export interface WebHostOptions {
  readonly core: WebHostCore;
  readonly engine: MediaSocketTaker;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  /** The built renderer; read once, at start. */
  readonly rendererFolder: string;
  /** Default 0: any free port. */
  readonly port?: number;
  /** Default: no browser pages. */
  readonly pageFrames?: PageFrameSource;
  readonly clock?: Clock;
}

export interface WebHost extends Closable {
  /** Opens the studio once, within ten minutes. */
  readonly url: string;
  readonly origin: string;
  /** Another such address; `path` begins with `/`. */
  newUrl(path: string): string;
  /** Ends all connections and frees the port. */
  close(): Promise<void>;
}

const limits = {
  maxHeaderSize: 16 * 1024,
  headersTimeout: 10_000,
  requestTimeout: 20_000,
} as const;
const maxConnections = 256;

/**
 * Serves the studio to browsers on this machine, and to nobody else: 127.0.0.1 only, a one-time token
 * exchanged for a cookie, Host and Origin checked. Rejects with the system's error when it cannot
 * listen or the renderer is not built.
 */
export async function startWebHost({
  core,
  engine,
  logger,
  rendererFolder,
  port: wantedPort = 0,
  pageFrames,
  clock = systemClock,
}: WebHostOptions): Promise<WebHost> {
  const folder = await StaticFolder.open(rendererFolder);
  const access = new Access(clock);
  const webSockets = new WebSockets({
    clock,
    connectPage: (channel) => core.connectPage(channel),
    pageFrames: pageFrames ?? null,
  });
  const server = createServer(limits);
  server.maxConnections = maxConnections;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(wantedPort, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;

  const admit = (request: IncomingMessage, isUpgrade: boolean): Answer | null =>
    refuseStranger({ method: request.method ?? '', headers: request.headers, isUpgrade }, port);
  const hasSession = (request: IncomingMessage): boolean =>
    access.isSession(readSession(request.headers, port));

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refusal = admit(request, false);
    if (refusal) {
      refuse(response, refusal);
      return;
    }
    const url = parseTarget(request, origin);
    const token = url?.searchParams.get('token');
    if (url && request.method === 'GET' && token !== null && token !== undefined) {
      const session = access.redeem(token);
      if (session !== null || hasSession(request)) {
        enter(response, url, session === null ? null : sessionCookie(port, session));
        return;
      }
    }
    if (!hasSession(request)) {
      refuse(response, needsToken);
      return;
    }
    const file = url && (await findFile(url.pathname));
    if (file) await sendFile(request, response, file);
    else refuse(response, notFound);
  }

  async function findFile(pathname: string): Promise<ServableFile | null> {
    const sourceId = /^\/media\/([^/]+)$/.exec(pathname)?.[1];
    if (sourceId === undefined) return folder.find(pathname);
    return core.media.resolve(decode(sourceId));
  }

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => undefined);
    const refusal = admit(request, true) ?? (hasSession(request) ? null : needsToken);
    if (refusal) {
      refuseUpgrade(socket, refusal);
      return;
    }
    const pathname = parseTarget(request, origin)?.pathname ?? '';
    if (pathname === '/media-channel') void handOver(request, socket as Socket, head);
    else if (!webSockets.accept(pathname, request, socket, head)) refuseUpgrade(socket, notFound);
  }

  async function handOver(request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
    try {
      await engine.sendSocket(mediaSocketMessage(request, head), socket);
    } catch (error) {
      logger.warn('The engine could not take a media socket.', { error });
      refuseUpgrade(socket, engineMissing);
    }
  }

  server.on('request', (request, response) => {
    answer(request, response).catch((error: unknown) => {
      logger.warn('A request failed.', { error });
      response.destroy();
    });
  });
  server.on('upgrade', upgrade);
  logger.info(`The studio is served on ${origin}.`);

  const newUrl = (path: string): string => {
    const url = new URL(path, origin);
    url.searchParams.set('token', access.issueToken());
    return url.href;
  };
  async function closeAll(): Promise<void> {
    // Its callback would wait for the sockets that the engine took over; the port is free at once.
    server.close();
    await webSockets.close();
    server.closeAllConnections();
  }
  let closing: Promise<void> | undefined;
  return {
    url: newUrl('/'),
    origin,
    newUrl,
    close: () => {
      closing ??= closeAll();
      return closing;
    },
  };
}

/** Null for targets that are no path of ours: `*`, or an absolute address of another host. */
function parseTarget(request: IncomingMessage, origin: string): URL | null {
  const target = request.url ?? '';
  if (!target.startsWith('/') || !URL.canParse(origin + target)) return null;
  return new URL(origin + target);
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return '';
  }
}
