import { Emitter } from '#shared/lib/emitter.ts';
import type { Channel } from '#shared/rpc/channel.ts';

/** Two ends of a channel within this process. Messages are cloned, and arrive later, as elsewhere. */
export function memoryChannel(): [Channel, Channel] {
  const ends = [end(), end()] as const;
  const [a, b] = ends;
  let isClosed = false;
  const close = (): void => {
    if (isClosed) return;
    isClosed = true;
    for (const { closed } of ends) closed.emit();
  };
  const channel = (own: typeof a, other: typeof b): Channel => ({
    send: (message) => {
      if (isClosed) return;
      const copy: unknown = structuredClone(message);
      queueMicrotask(() => {
        if (!isClosed) other.received.emit(copy);
      });
    },
    onDidReceive: own.received.event,
    onDidClose: own.closed.event,
    close,
  });
  return [channel(a, b), channel(b, a)];
}

function end(): { received: Emitter<unknown>; closed: Emitter<void> } {
  return { received: new Emitter<unknown>(), closed: new Emitter<void>() };
}
