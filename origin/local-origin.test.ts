import { once } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage, RequestOptions } from 'node:http';
import { request } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { LocalOrigin } from './local-origin.ts';
import { startLocalOrigin } from './local-origin.ts';

const opened: LocalOrigin[] = [];
afterEach(async () => {
  for (const origin of opened.splice(0)) await origin.close();
});

async function start(): Promise<LocalOrigin> {
  const origin = await startLocalOrigin();
  opened.push(origin);
  return origin;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

async function ask(
  origin: LocalOrigin,
  path: string,
  options: RequestOptions = {},
): Promise<Answer> {
  const { port } = new URL(origin.watchUrl);
  const sent = request({ host: '127.0.0.1', port, path, ...options });
  sent.end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  let body = '';
  for await (const bytes of response) body += String(bytes);
  return { status: response.statusCode ?? 0, headers: response.headers, body };
}

describe('the watch server', () => {
  it.each([
    ['/', 'text/html'],
    ['/?stream=live', 'text/html'],
    ['/watch.js', 'text/javascript'],
    ['/watch.css', 'text/css'],
    ['/mpegts.js', 'text/javascript'],
  ])('serves %s', async (path, type) => {
    const answer = await ask(await start(), path);
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toContain(type);
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
    expect(answer.headers['content-security-policy']).not.toContain('unsafe');
  });

  it('has no script in its page', async () => {
    const { body } = await ask(await start(), '/');
    expect(body).not.toMatch(/<script(?![^>]*src=)|\son\w+=|<style/i);
  });

  it.each(['/nothing', '/live/live.flv', '/live/../../package.json', '/watch.js/..%2f'])(
    'does not know %s',
    async (path) => {
      expect((await ask(await start(), path)).status).toBe(404);
    },
  );

  it('answers to its own name alone', async () => {
    const origin = await start();
    const { port } = new URL(origin.watchUrl);
    const statusFor = async (host: string): Promise<number> =>
      (await ask(origin, '/', { headers: { host } })).status;
    expect(await statusFor(`localhost:${port}`)).toBe(200);
    expect(await statusFor(`evil.example:${port}`)).toBe(421);
    expect(await statusFor('127.0.0.1')).toBe(421);
  });

  it('takes no body and no other method', async () => {
    const origin = await start();
    expect((await ask(origin, '/', { method: 'POST' })).status).toBe(405);
    expect((await ask(origin, '/', { headers: { 'content-length': '5' } })).status).toBe(413);
    expect((await ask(origin, '/', { headers: { 'x-large': 'x'.repeat(9000) } })).status).toBe(431);
  });
});

describe('the origin', () => {
  it('drops a publisher that does not speak RTMP', async () => {
    const origin = await start();
    const socket = connect(Number(new URL(origin.rtmpUrl).port), '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\n\r\n');
    socket.resume();
    await once(socket, 'close');
    expect(origin.stats()).toEqual({ streams: [], viewers: 0, bytesReceived: 0 });
  });

  it('says when a port is taken, and frees what it had', async () => {
    const origin = await start();
    const rtmpPort = Number(new URL(origin.rtmpUrl).port);
    await expect(startLocalOrigin({ rtmpPort })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('closes with connections open, twice', async () => {
    const origin = await start();
    const socket = connect(Number(new URL(origin.rtmpUrl).port), '127.0.0.1');
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    const closed = once(socket, 'close');
    await Promise.all([origin.close(), origin.close()]);
    socket.resume();
    await closed;
  });
});
