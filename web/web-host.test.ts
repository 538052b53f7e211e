import { mkdtemp, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import WebSocket, { WebSocketServer } from 'ws';
import type { ServableFile } from '#core/http/file-answer.ts';
import { once } from '#shared/lib/emitter.ts';
import type { Channel } from '#shared/rpc/channel.ts';
import { Emitter } from '#shared/lib/emitter.ts';
import { decodePageFrame, type PageFrame } from '#shared/protocol/page-frame.ts';
import type { MediaSocketMessage } from './media-hand-off.ts';
import { startWebHost, type WebHost } from './web-host.ts';

const media = Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 251));
const quiet = { info: () => undefined, warn: () => undefined };

let folder: string;
let host: WebHost;
let file: ServableFile;
let channels: Emitter<Channel>;
let handedOver: Emitter<{ message: MediaSocketMessage; socket: Socket }>;
let painted: Emitter<PageFrame>;
let engineRuns: boolean;
const picture: PageFrame = {
  sourceId: 'page',
  width: 1,
  height: 1,
  encoding: 'bgra',
  bytes: Uint8Array.of(1, 2, 3, 4),
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tallylight-web-'));
  await writeFile(join(folder, 'index.html'), '<title>studio</title>');
  await writeFile(join(folder, 'app.js'), 'export {};');
  const path = join(folder, 'media.bin');
  await writeFile(path, media);
  await utimes(path, 1, 1);
  file = {
    path,
    bytes: media.length,
    mtimeMs: (await stat(path)).mtimeMs,
    contentType: 'video/mp4',
  };
  channels = new Emitter();
  handedOver = new Emitter();
  painted = new Emitter();
  engineRuns = true;
  host = await startWebHost({
    core: {
      connectPage: (channel) => {
        channels.emit(channel);
      },
      media: { resolve: (sourceId) => (sourceId === 'clip 1' ? file : null) },
    },
    engine: {
      sendSocket: (message, socket) => {
        if (!engineRuns) throw new Error('no engine');
        handedOver.emit({ message, socket });
      },
    },
    pageFrames: { pictures: [picture], onDidPaint: painted.event },
    logger: quiet,
    rendererFolder: folder,
  });
});
afterEach(async () => {
  await host.close();
  await rm(folder, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(host.origin, { path, method, headers, agent: false });
    request.on('error', reject);
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks),
        });
      });
    });
    request.end();
  });
}

function pathOf(url: string): string {
  const { pathname, search } = new URL(url);
  return pathname + search;
}

async function enter(): Promise<string> {
  const { headers } = await ask(pathOf(host.newUrl('/')));
  return headers['set-cookie']?.[0]?.split(';')[0] ?? '';
}

/** The status of a refused upgrade, or 101. */
function tryUpgrade(path: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(host.origin.replace('http', 'ws') + path, { headers });
    socket.on('open', () => {
      socket.terminate();
      resolve(101);
    });
    socket.on('unexpected-response', (request, response) => {
      request.destroy();
      resolve(response.statusCode ?? 0);
    });
    socket.on('error', reject);
  });
}

describe('coming in', () => {
  it('exchanges the token for a strict cookie and takes it out of the address', async () => {
    const answer = await ask(`${pathOf(host.newUrl('/?view=program'))}`);
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toBe('/?view=program');
    expect(answer.headers['set-cookie']?.[0]).toMatch(
      /^tallylight-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/,
    );
  });

  it('leads to no other host', async () => {
    const token = new URL(host.newUrl('/')).searchParams.get('token');
    const answer = await ask(`//evil.example/?token=${token}`);
    expect(answer.headers.location).toBe('/evil.example/');
  });

  it('takes a token once', async () => {
    const path = pathOf(host.url);
    expect((await ask(path)).status).toBe(303);
    const second = await ask(path);
    expect(second.status).toBe(401);
    expect(second.headers['set-cookie']).toBeUndefined();
  });

  it('leads a browser on that opens its address again', async () => {
    const path = pathOf(host.url);
    const cookie = (await ask(path)).headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    expect((await ask(path, { cookie })).headers.location).toBe('/');
  });

  it.each(['/', '/app.js', '/media/clip%201', '/?token=guess', '/nothing'])(
    'is closed without a cookie: %s',
    async (path) => {
      expect((await ask(path)).status).toBe(401);
    },
  );

  it('is closed to a made-up cookie', async () => {
    const name = (await enter()).split('=')[0] ?? '';
    expect((await ask('/', { cookie: `${name}=${'A'.repeat(43)}` })).status).toBe(401);
  });

  it('listens on 127.0.0.1 alone', () => {
    expect(new URL(host.origin).hostname).toBe('127.0.0.1');
    return expect(
      new Promise((resolve, reject) => {
        const socket = connect(Number(new URL(host.origin).port), '127.0.0.2', () => {
          socket.destroy();
          resolve('connected');
        });
        socket.on('error', reject);
      }),
    ).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe('strangers', () => {
  it.each(['evil.example', '127.0.0.1', '127.0.0.1:1', '[::1]:80'])(
    'does not answer to the name %s',
    async (name) => {
      const cookie = await enter();
      expect((await ask('/', { cookie, host: name })).status).toBe(421);
    },
  );

  it.each([
    ['GET', { origin: 'https://evil.example' }],
    ['GET', { origin: 'null' }],
    ['GET', { origin: 'http://127.0.0.1:1' }],
    ['GET', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
    ['GET', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' }],
    ['POST', {}],
    ['POST', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }],
  ])('may not %s with %o', async (method, headers) => {
    const cookie = await enter();
    expect((await ask('/', { ...headers, cookie }, method)).status).toBe(403);
  });

  it('may be followed by a link', async () => {
    const cookie = await enter();
    const headers = { cookie, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    expect((await ask('/', headers)).status).toBe(200);
  });

  it.each(['/rpc', '/page-frames', '/media-channel'])('may not open %s', async (path) => {
    const cookie = await enter();
    const { origin } = host;
    expect(await tryUpgrade(path, { cookie })).toBe(403);
    expect(await tryUpgrade(path, { cookie, origin: 'https://evil.example' })).toBe(403);
    expect(await tryUpgrade(path, { cookie, origin, host: 'evil.example' })).toBe(421);
    expect(await tryUpgrade(path, { origin })).toBe(401);
  });

  it('finds no WebSocket elsewhere', async () => {
    const cookie = await enter();
    expect(await tryUpgrade('/other', { cookie, origin: host.origin })).toBe(404);
  });
});

describe('files', () => {
  it('serves the studio with its policy', async () => {
    const answer = await ask('/', { cookie: await enter() });
    expect(answer.body.toString()).toBe('<title>studio</title>');
    expect(answer.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'referrer-policy': 'no-referrer',
    });
    expect(answer.headers['content-security-policy']).toContain("frame-ancestors 'none'");
  });

  it('answers 304 to who has it', async () => {
    const cookie = await enter();
    const { headers } = await ask('/app.js', { cookie });
    const again = await ask('/app.js', { cookie, 'if-none-match': headers.etag ?? '' });
    expect(again.status).toBe(304);
    expect(again.body.length).toBe(0);
  });

  it.each([
    '/../package.json',
    '/..%2f..%2fetc%2fpasswd',
    '/%2e%2e/x',
    '//etc/passwd',
    '/media/other',
    '/media/%',
  ])('has nothing at %s', async (path) => {
    expect((await ask(path, { cookie: await enter() })).status).toBe(404);
  });

  it('writes nothing', async () => {
    const { origin } = host;
    expect((await ask('/app.js', { cookie: await enter(), origin }, 'PUT')).status).toBe(405);
  });
});

describe('media', () => {
  it.each([
    ['bytes=0-', 206, 'bytes 0-999/1000', media],
    ['bytes=10-19', 206, 'bytes 10-19/1000', media.subarray(10, 20)],
    ['bytes=-3', 206, 'bytes 997-999/1000', media.subarray(997)],
    ['bytes=1000-', 416, 'bytes */1000', Buffer.alloc(0)],
    ['bytes=0-1,4-5', 416, 'bytes */1000', Buffer.alloc(0)],
    ['lines=1-2', 200, undefined, media],
  ])('%s gives %i', async (range, status, contentRange, body) => {
    const answer = await ask('/media/clip%201', { cookie: await enter(), range });
    expect(answer.status).toBe(status);
    expect(answer.headers['content-range']).toBe(contentRange);
    expect(answer.body).toEqual(body);
  });

  it('answers HEAD with the length and no body', async () => {
    const answer = await ask('/media/clip%201', { cookie: await enter() }, 'HEAD');
    expect(answer.headers).toMatchObject({ 'content-length': '1000', 'content-type': 'video/mp4' });
    expect(answer.body.length).toBe(0);
  });

  it('breaks off when the file shrank meanwhile', async () => {
    const cookie = await enter();
    file = { ...file, bytes: 2000 };
    await expect(ask('/media/clip%201', { cookie })).rejects.toThrow('aborted');
  });
});

describe('sockets', () => {
  async function openSocket(path: string): Promise<WebSocket> {
    const cookie = await enter();
    return new WebSocket(host.origin.replace('http', 'ws') + path, {
      headers: { cookie, origin: host.origin },
    });
  }

  it('connects a page to the core', async () => {
    const connected = once(channels.event);
    const socket = await openSocket('/rpc');
    const channel = await connected;
    const received = once(channel.onDidReceive);
    await new Promise((resolve) => socket.once('open', resolve));
    socket.send('{"kind":"hello"}');
    expect(await received).toEqual({ kind: 'hello' });
    const answered = new Promise((resolve) =>
      socket.once('message', (data) => {
        resolve(String(data));
      }),
    );
    channel.send({ kind: 'welcome' });
    expect(await answered).toBe('{"kind":"welcome"}');
    const closed = once(channel.onDidClose);
    socket.close();
    await closed;
  });

  it('hands the media socket over without the cookie, and the engine finishes the handshake', async () => {
    const engine = new WebSocketServer({ noServer: true });
    handedOver.event(({ message, socket }) => {
      engine.handleUpgrade(
        Object.assign(Object.create(null) as object, message.request) as never,
        socket,
        Buffer.from(message.head),
        (webSocket) => {
          webSocket.send(JSON.stringify(Object.keys(message.request.headers)));
        },
      );
    });
    const socket = await openSocket('/media-channel');
    const headers = await new Promise((resolve) =>
      socket.once('message', (data) => {
        resolve(String(data));
      }),
    );
    expect(headers).toContain('sec-websocket-key');
    expect(headers).not.toContain('cookie');
    socket.terminate();
  });

  it('says 503 when there is no engine', async () => {
    engineRuns = false;
    const headers = { cookie: await enter(), origin: host.origin };
    expect(await tryUpgrade('/media-channel', headers)).toBe(503);
  });

  it('sends the newest picture of each page, then new ones', async () => {
    const socket = await openSocket('/page-frames');
    const frames: PageFrame[] = [];
    await new Promise<void>((resolve) => {
      socket.on('message', (data: Buffer) => {
        frames.push(decodePageFrame(data));
        if (frames.length === 2) resolve();
        else painted.emit({ ...picture, sourceId: 'second' });
      });
    });
    expect(frames.map(({ sourceId }) => sourceId)).toEqual(['page', 'second']);
    socket.terminate();
  });

  it('closes what is open, and closes twice', async () => {
    const connected = once(channels.event);
    const socket = await openSocket('/rpc');
    const channel = await connected;
    const closed = Promise.all([
      once(channel.onDidClose),
      new Promise((resolve) => socket.once('close', resolve)),
    ]);
    await host.close();
    await host.close();
    await closed;
    await expect(ask('/')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
