import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Emitter } from '../lib/emitter.ts';
import type { Channel } from './channel.ts';
import { bind, RpcPeer } from './peer.ts';
import { RpcError } from './rpc-error.ts';
import { defineService } from './service.ts';

const counterService = defineService({
  name: 'counter',
  methods: {
    add: { input: z.strictObject({ by: z.int() }), output: z.int() },
    wait: { input: z.void(), output: z.void() },
    fail: { input: z.enum(['plain', 'named']), output: z.void() },
    lie: { input: z.void(), output: z.int() },
  },
  events: { onDidCount: z.int() },
});

/** Two ends of one pipe; each message passes through JSON, as over a WebSocket. */
function pipe(): [Channel, Channel] {
  const ends = [0, 1].map(() => ({
    received: new Emitter<unknown>(),
    closed: new Emitter<void>(),
  }));
  let isClosed = false;
  const close = (): void => {
    if (isClosed) return;
    isClosed = true;
    for (const end of ends) end.closed.emit();
  };
  const channel = (own: number): Channel => ({
    send: (message) => {
      if (!isClosed) ends[1 - own]?.received.emit(JSON.parse(JSON.stringify(message)));
    },
    onDidReceive: (listener) => ends[own]?.received.event(listener) ?? { close: () => undefined },
    onDidClose: (listener) => ends[own]?.closed.event(listener) ?? { close: () => undefined },
    close,
  });
  return [channel(0), channel(1)];
}

function setUp() {
  const [near, far] = pipe();
  const counted = new Emitter<number>();
  const problems: unknown[] = [];
  let total = 0;
  let cancelled = 0;
  const server = new RpcPeer(far, {
    serves: [
      bind(counterService, {
        add: ({ by }) => {
          total += by;
          counted.emit(total);
          return total;
        },
        wait: (_, { signal }) =>
          new Promise((resolve) => {
            signal.addEventListener('abort', () => {
              cancelled += 1;
              resolve();
            });
          }),
        fail: (how) => {
          if (how === 'named') throw RpcError.notFound('No such thing.', 'a.b');
          throw new Error('the secret path /home/me');
        },
        lie: () => 'not a number' as unknown as number,
        onDidCount: counted.event,
      }),
    ],
    onProblem: (problem, cause) => problems.push([problem, cause]),
  });
  const client = new RpcPeer(near);
  return { near, far, server, client, counted, problems, cancelledCount: () => cancelled };
}

describe('RpcPeer', () => {
  it('calls, answers and raises events to every listener of every remote', async () => {
    const { client, counted } = setUp();
    const [one, two] = [client.remote(counterService), client.remote(counterService)];
    const seen: string[] = [];
    const first = one.onDidCount((value) => seen.push(`one ${value}`));
    two.onDidCount((value) => seen.push(`two ${value}`));
    expect(await one.add({ by: 2 })).toBe(2);
    first.close();
    expect(await two.add({ by: 3 })).toBe(5);
    expect(seen).toEqual(['one 2', 'two 2', 'two 5']);
    expect(counted.hasListeners).toBe(true);
  });

  it('stops listening at the other end with the last listener', () => {
    const { client, counted } = setUp();
    const subscription = client.remote(counterService).onDidCount(() => undefined);
    expect(counted.hasListeners).toBe(true);
    subscription.close();
    expect(counted.hasListeners).toBe(false);
  });

  it('refuses bad input before it is sent, and at the server if it is sent all the same', async () => {
    const { client, near } = setUp();
    const remote = client.remote(counterService);
    await expect(remote.add({ by: 0.5 })).rejects.toMatchObject({
      reason: 'bad-request',
      field: 'by',
    });
    const answers: unknown[] = [];
    near.onDidReceive((message) => answers.push(message));
    near.send({ kind: 'request', id: 7, service: 'counter', method: 'add', input: { by: 'x' } });
    near.send({ kind: 'request', id: 8, service: 'counter', method: 'constructor' });
    near.send({ kind: 'request', id: 9, service: '__proto__', method: 'add' });
    await Promise.resolve();
    expect(answers).toMatchObject([
      { kind: 'failure', id: 7, error: { reason: 'bad-request', field: 'by' } },
      { kind: 'failure', id: 8, error: { reason: 'unknown-method' } },
      { kind: 'failure', id: 9, error: { reason: 'unknown-method' } },
    ]);
  });

  it('refuses what is nested deeper than the stack as a bad request', async () => {
    const nested: z.ZodType = z.lazy(() => z.array(nested));
    const deepService = defineService({
      name: 'deep',
      methods: { take: { input: nested, output: z.void() } },
      events: {},
    });
    const received = new Emitter<unknown>();
    const sent: unknown[] = [];
    new RpcPeer(
      {
        send: (message) => sent.push(message),
        onDidReceive: received.event,
        onDidClose: new Emitter<void>().event,
        close: () => undefined,
      },
      { serves: [bind(deepService, { take: () => undefined })] },
    );
    let input: unknown[] = [];
    for (let depth = 0; depth < 100_000; depth += 1) input = [input];
    received.emit({ kind: 'request', id: 1, service: 'deep', method: 'take', input });
    await Promise.resolve();
    expect(sent).toMatchObject([
      {
        kind: 'failure',
        error: { reason: 'bad-request', message: 'deep.take: is nested too deeply' },
      },
    ]);
  });

  it('carries named errors, and hides the text of unexpected ones', async () => {
    const { client, problems } = setUp();
    const remote = client.remote(counterService);
    await expect(remote.fail('named')).rejects.toMatchObject({ reason: 'not-found', field: 'a.b' });
    const error = await remote.fail('plain').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ reason: 'internal' });
    expect(String(error)).not.toContain('secret');
    expect(problems).toHaveLength(1);
  });

  it('does not let a service answer against its schema', async () => {
    const { client } = setUp();
    await expect(client.remote(counterService).lie()).rejects.toMatchObject({
      reason: 'bad-answer',
    });
  });

  it('cancels at both ends', async () => {
    const { client, cancelledCount } = setUp();
    const abort = new AbortController();
    const call = client.remote(counterService).wait(undefined, { signal: abort.signal });
    abort.abort();
    await expect(call).rejects.toMatchObject({ reason: 'cancelled' });
    expect(cancelledCount()).toBe(1);
  });

  it('rejects pending calls and cancels running ones when the channel closes', async () => {
    const { client, near, cancelledCount } = setUp();
    const call = client.remote(counterService).wait();
    near.close();
    await expect(call).rejects.toMatchObject({ reason: 'channel-closed' });
    expect(cancelledCount()).toBe(1);
    await expect(client.remote(counterService).add({ by: 1 })).rejects.toMatchObject({
      reason: 'channel-closed',
    });
  });

  it('drops what is no rpc message, saying so', () => {
    const { near, problems } = setUp();
    for (const junk of [null, 3, 'x', {}, { kind: 'request', id: 0 }]) near.send(junk);
    expect(problems).toHaveLength(5);
  });
});
