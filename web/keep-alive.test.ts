import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { systemClock, type Clock } from '#shared/lib/clock.ts';
import { keepAlive, pingIntervalMs } from './keep-alive.ts';

let server: WebSocketServer;
let timers: { delayMs: number; callback: () => void }[];
const clock: Clock = {
  ...systemClock,
  after: (delayMs, callback) => {
    const timer = { delayMs, callback };
    timers.push(timer);
    return { close: () => (timers = timers.filter((other) => other !== timer)) };
  },
};

beforeEach(async () => {
  timers = [];
  server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
});
afterEach(() => {
  for (const socket of server.clients) socket.terminate();
  server.close();
});

async function connect(autoPong: boolean): Promise<{ near: WebSocket; far: WebSocket }> {
  const { port } = server.address() as AddressInfo;
  const far = new WebSocket(`ws://127.0.0.1:${port}`, { autoPong });
  const [near] = (await once(server, 'connection')) as [WebSocket];
  keepAlive(near, clock);
  return { near, far };
}

function tick(): void {
  expect(timers.map(({ delayMs }) => delayMs)).toEqual([pingIntervalMs]);
  timers.shift()?.callback();
}

it('ends a connection that is silent for three pings', async () => {
  const { near, far } = await connect(false);
  for (let ping = 0; ping < 3; ping += 1) {
    const pinged = once(far, 'ping');
    tick();
    await pinged;
  }
  expect(near.readyState).toBe(WebSocket.OPEN);
  const closed = once(far, 'close');
  tick();
  await closed;
  expect(timers).toEqual([]);
});

it('keeps one that answers, and stops when it closes', async () => {
  const { near, far } = await connect(true);
  for (let ping = 0; ping < 6; ping += 1) {
    const answered = once(near, 'pong');
    tick();
    await answered;
  }
  const closed = once(near, 'close');
  far.close();
  await closed;
  expect(timers).toEqual([]);
});
