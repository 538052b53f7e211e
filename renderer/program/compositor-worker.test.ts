import { expect, it } from 'vitest';
import { FakeClock } from '#test/support/fake-clock.ts';
import { CompositorWorker, type WorkerLike } from './compositor-worker.ts';

class FakeWorker implements WorkerLike {
  readonly posted: unknown[] = [];
  readonly #listeners = new Map<string, (event: { data?: unknown; message?: string }) => void>();
  isTerminated = false;
  postMessage(message: unknown): void {
    this.posted.push(message);
  }
  terminate(): void {
    this.isTerminated = true;
  }
  addEventListener(
    type: string,
    listener: (event: { data?: unknown; message?: string }) => void,
  ): void {
    this.#listeners.set(type, listener);
  }
  raise(type: 'message' | 'error', event: { data?: unknown; message?: string }): void {
    this.#listeners.get(type)?.(event);
  }
}

function setUp() {
  const clock = new FakeClock();
  const workers: FakeWorker[] = [];
  const crashes: string[] = [];
  const kinds: string[] = [];
  const worker = new CompositorWorker({
    createWorker: () => {
      const created = new FakeWorker();
      workers.push(created);
      return created;
    },
    onDidStart: (post) => {
      post({ kind: 'probe-encoders' });
    },
    clock,
  });
  worker.onDidCrash((why) => crashes.push(why));
  worker.onDidReceive(({ kind }) => kinds.push(kind));
  worker.start();
  return { clock, workers, worker, crashes, kinds };
}

it('replaces a worker that crashed and tells the new one everything', async () => {
  const { clock, workers, worker, crashes } = setUp();
  workers[0]?.raise('error', { message: 'out of memory' });
  expect(crashes).toEqual(['out of memory']);
  expect(workers[0]?.isTerminated).toBe(true);
  worker.post({ kind: 'stop-encoding' });
  await clock.advance(100);
  expect(workers).toHaveLength(2);
  expect(workers[1]?.posted).toEqual([{ kind: 'probe-encoders' }]);
  worker.close();
});

it('replaces one that is silent, not one that answers', async () => {
  const { clock, workers, worker, crashes, kinds } = setUp();
  for (let second = 0; second < 30; second++) {
    await clock.advance(1000);
    workers[0]?.raise('message', { data: { kind: 'media-lost', detail: '' } });
  }
  expect(kinds).toHaveLength(30);
  expect(crashes).toEqual([]);
  await clock.advance(15_000);
  expect(crashes).toEqual(['it did not answer']);
  worker.close();
});

it('waits longer each time one crashes at once', async () => {
  const { clock, workers, worker } = setUp();
  for (let crash = 0; crash < 4; crash++) {
    workers.at(-1)?.raise('error', { message: 'again' });
    await clock.advance(100 * 2 ** crash - 1);
    expect(workers).toHaveLength(crash + 1);
    await clock.advance(1);
    expect(workers).toHaveLength(crash + 2);
  }
  worker.close();
});

it('ends for good when it is closed', async () => {
  const { clock, workers, worker } = setUp();
  workers[0]?.raise('error', { message: 'gone' });
  worker.close();
  worker.close();
  await clock.advance(60_000);
  expect(workers).toHaveLength(1);
});
