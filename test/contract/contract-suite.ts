import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { collectionService, type CollectionChange } from '#shared/contract/collection.ts';
import { ClosableStack } from '#shared/lib/closable.ts';
import { Emitter, once } from '#shared/lib/emitter.ts';
import { applyCommand } from '#shared/model/reducer.ts';
import type { Channel } from '#shared/rpc/channel.ts';
import { bind, RpcPeer } from '#shared/rpc/peer.ts';
import { RpcError } from '#shared/rpc/rpc-error.ts';
import { defineService, type Implementation, type Remote } from '#shared/rpc/service.ts';
import { memoryCollection } from './memory-collection.ts';

/** Two ends of one real transport, and what closes it. */
export interface ChannelPair {
  readonly server: Channel;
  readonly client: Channel;
  close(): unknown;
}

const sampleService = defineService({
  name: 'sample',
  methods: {
    echo: { input: z.strictObject({ value: z.int() }), output: z.strictObject({ value: z.int() }) },
    hang: { input: z.void(), output: z.void() },
    lie: { input: z.void(), output: z.int() },
    refuse: { input: z.void(), output: z.void() },
    crash: { input: z.void(), output: z.void() },
    size: { input: z.strictObject({ text: z.string() }), output: z.int() },
  },
  events: { onDidTick: z.int() },
});

/** The same service as a peer of another version might know it. */
const otherVersion = defineService({
  name: 'sample',
  methods: {
    echo: { input: z.unknown(), output: z.strictObject({ value: z.string() }) },
    format: { input: z.void(), output: z.void() },
    constructor: { input: z.void(), output: z.void() },
  },
  events: {},
});

async function failureOf(call: Promise<unknown>): Promise<RpcError> {
  const error = await call.then(
    () => new Error('the call succeeded'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof RpcError)) throw error;
  return error;
}

/** What every transport of the contract must do. */
export function contractSuite(transport: string, connect: () => Promise<ChannelPair>): void {
  describe(`the contract over ${transport}`, () => {
    let opened: ClosableStack;
    let pair: ChannelPair;
    let ticks: Emitter<number>;
    let hanging: Emitter<AbortSignal>;
    let problems: string[];
    let client: RpcPeer;
    let sample: Remote<typeof sampleService>;
    let collection: Remote<typeof collectionService>;

    beforeEach(async () => {
      opened = new ClosableStack();
      pair = opened.add(await connect());
      ticks = new Emitter();
      hanging = new Emitter();
      problems = [];
      const implementation: Implementation<typeof sampleService> = {
        echo: async (input) => Promise.resolve(input),
        hang: (_input, { signal }) => {
          hanging.emit(signal);
          return new Promise<void>(() => undefined);
        },
        lie: () => 'not a number' as unknown as number,
        refuse: () => {
          throw RpcError.invalid('That does not fit.', 'items[3].opacity');
        },
        crash: () => {
          throw new Error('canary-detail');
        },
        size: ({ text }) => text.length,
        onDidTick: ticks.event,
      };
      opened.add(
        new RpcPeer(pair.server, {
          serves: [
            bind(sampleService, implementation),
            bind(collectionService, memoryCollection()),
          ],
          onProblem: (problem, cause) => problems.push(`${problem}: ${String(cause)}`),
        }),
      );
      client = opened.add(new RpcPeer(pair.client));
      sample = client.remote(sampleService);
      collection = client.remote(collectionService);
    });
    afterEach(() => opened.close());

    it('answers calls', async () => {
      expect(await sample.echo({ value: 7 })).toEqual({ value: 7 });
    });

    it('refuses an argument before it is sent, and names the field', async () => {
      const error = await failureOf(sample.echo({ value: 1.5 }));
      expect(error).toMatchObject({ reason: 'bad-request', field: 'value' });
    });

    it('refuses an argument that another version sent', async () => {
      const error = await failureOf(client.remote(otherVersion).echo({ value: 1, more: true }));
      expect(error.reason).toBe('bad-request');
    });

    it('refuses an answer on its way out', async () => {
      expect((await failureOf(sample.lie())).reason).toBe('bad-answer');
    });

    it('refuses an answer that another version does not expect', async () => {
      const error = await failureOf(client.remote(otherVersion).echo({ value: 1 }));
      expect(error).toMatchObject({ reason: 'bad-answer', field: 'value' });
    });

    it.each(['format', 'constructor'] as const)('has no method %s', async (method) => {
      expect((await failureOf(client.remote(otherVersion)[method]())).reason).toBe(
        'unknown-method',
      );
    });

    it('passes a refusal on with its field', async () => {
      expect(await failureOf(sample.refuse())).toMatchObject({
        reason: 'invalid',
        message: 'That does not fit.',
        field: 'items[3].opacity',
      });
    });

    it('keeps the text of other errors to itself', async () => {
      const error = await failureOf(sample.crash());
      expect(error.reason).toBe('internal');
      expect(error.message).not.toContain('canary-detail');
      expect(problems.join()).toContain('canary-detail');
    });

    it('cancels a call on both sides', async () => {
      const abort = new AbortController();
      const started = once(hanging.event);
      const failure = failureOf(sample.hang(undefined, { signal: abort.signal }));
      const signal = await started;
      abort.abort();
      expect((await failure).reason).toBe('cancelled');
      // Messages keep their order, so the cancellation is there when this is answered.
      await sample.echo({ value: 1 });
      expect(signal.aborted).toBe(true);
      expect(await failureOf(sample.hang(undefined, { signal: abort.signal }))).toMatchObject({
        reason: 'cancelled',
      });
    });

    it('raises events while somebody listens', async () => {
      const seen: number[] = [];
      const subscription = sample.onDidTick((tick) => seen.push(tick));
      await sample.echo({ value: 1 });
      ticks.emit(1);
      ticks.emit('two' as unknown as number);
      ticks.emit(3);
      await sample.echo({ value: 1 });
      subscription.close();
      await sample.echo({ value: 1 });
      ticks.emit(4);
      await sample.echo({ value: 1 });
      expect(seen).toEqual([1, 3]);
      expect(ticks.hasListeners).toBe(false);
    });

    it('carries 10,000 calls and events in order', async () => {
      const seen: number[] = [];
      sample.onDidTick((tick) => seen.push(tick));
      const numbers = Array.from({ length: 10_000 }, (_, index) => index);
      const answers = numbers.map((value) => sample.echo({ value }));
      expect((await Promise.all(answers)).map(({ value }) => value)).toEqual(numbers);
      for (const tick of numbers) ticks.emit(tick);
      await sample.echo({ value: 1 });
      expect(seen).toEqual(numbers);
    });

    it('carries a message of 4 MiB', async () => {
      const text = 'ä'.repeat(2 * 1024 * 1024);
      expect(await sample.size({ text })).toBe(text.length);
    });

    it.each(['client', 'server'] as const)(
      'ends what is pending when the %s closes',
      async (side) => {
        const started = once(hanging.event);
        const failure = failureOf(sample.hang());
        const signal = await started;
        const told = Promise.all([once(pair.client.onDidClose), once(pair.server.onDidClose)]);
        pair[side].close();
        pair[side].close();
        await told;
        expect((await failure).reason).toBe('channel-closed');
        expect((await failureOf(sample.echo({ value: 1 }))).reason).toBe('channel-closed');
        expect(signal.aborted).toBe(true);
        expect(ticks.hasListeners).toBe(false);
      },
    );

    it('drops what is no message of the contract', async () => {
      for (const message of ['text', 7, null, [], { kind: 'answer', id: 1 }, { kind: 'other' }]) {
        pair.client.send(message);
      }
      pair.client.send({
        kind: 'request',
        id: 1_000_000,
        service: '__proto__',
        method: 'toString',
      });
      expect(await sample.echo({ value: 2 })).toEqual({ value: 2 });
    });

    it('keeps a copy of the collection in step', async () => {
      let { collection: copy, revision } = await collection.get();
      const changes: CollectionChange[] = [];
      collection.onDidChange((change) => changes.push(change));
      await collection.apply({ command: { kind: 'add-scene', sceneId: 's2', name: 'Second' } });
      await collection.apply({ command: { kind: 'set-program-scene', sceneId: 's2' } });
      await collection.apply({ command: { kind: 'rename-collection', name: 'Renamed' } });
      await collection.undo();
      await collection.redo();
      const { collection: truth, revision: last } = await collection.get();
      for (const { revision: next, change } of changes) {
        expect(next).toBe(++revision);
        if (change.kind === 'snapshot') copy = change.collection;
        else {
          const applied = applyCommand(copy, change.command);
          if (applied.kind === 'refused') throw new Error(applied.message);
          copy = applied.collection;
        }
      }
      expect(copy).toEqual(truth);
      expect(revision).toBe(last);
      expect(truth.name).toBe('Renamed');
    });

    it('names the field of a command that does not fit', async () => {
      const command = { kind: 'set-program-scene', sceneId: 'unknown' } as const;
      expect(await failureOf(collection.apply({ command }))).toMatchObject({
        reason: 'invalid',
        field: expect.stringContaining('sceneId') as string,
      });
    });
  });
}
