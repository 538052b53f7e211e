import type { WebSocket } from 'ws';
import type { Clock } from '#shared/lib/clock.ts';

export const pingIntervalMs = 10_000;
/** Three unanswered pings. */
const allowedSilentPings = 3;

/** Pings a page and ends a connection that has not answered for 30 s: it sleeps or is gone. */
export function keepAlive(socket: WebSocket, clock: Clock): void {
  let silentPings = 0;
  let timer = clock.after(pingIntervalMs, tick);
  function tick(): void {
    if (silentPings >= allowedSilentPings) {
      socket.terminate();
      return;
    }
    silentPings += 1;
    socket.ping();
    timer = clock.after(pingIntervalMs, tick);
  }
  socket.on('pong', () => {
    silentPings = 0;
  });
  socket.on('close', () => {
    timer.close();
  });
}
