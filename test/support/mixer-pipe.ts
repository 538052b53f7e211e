import { Emitter } from '#shared/lib/emitter.ts';
import type { Channel } from '#shared/rpc/channel.ts';

/** Two ends of one channel in this process; each message passes through JSON, as over a WebSocket. */
export function channelPipe(): [Channel, Channel] {
  const received = [new Emitter<unknown>(), new Emitter<unknown>()] as const;
  const closed = [new Emitter<void>(), new Emitter<void>()] as const;
  let isClosed = false;
  const end = (own: 0 | 1): Channel => ({
    send: (message) => {
      const text = JSON.stringify(message);
      queueMicrotask(() => {
        if (!isClosed) received[own === 0 ? 1 : 0].emit(JSON.parse(text));
      });
    },
    onDidReceive: received[own].event,
    onDidClose: closed[own].event,
    close: () => {
      if (isClosed) return;
      isClosed = true;
      for (const each of closed) each.emit();
    },
  });
  return [end(0), end(1)];
}
