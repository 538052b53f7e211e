import { Emitter } from '#shared/lib/emitter.ts';
import { ClosableStack, type Closable } from '#shared/lib/closable.ts';
import { RpcError } from '#shared/rpc/rpc-error.ts';
import type { CallOptions, Remote, ServiceDefinition } from '#shared/rpc/service.ts';

type Call = (input: unknown, options?: CallOptions) => Promise<unknown>;
type Subscribe = (listener: (value: unknown) => void) => Closable;

/** A service's remote that outlives its connections: calls go to the newest, events come from it. */
export class StableRemote<S extends ServiceDefinition> implements Closable {
  readonly remote: Remote<S>;
  readonly #emitters: ReadonlyMap<string, Emitter<unknown>>;
  #target: Readonly<Record<string, unknown>> | undefined;
  #subscriptions = new ClosableStack();

  constructor({ name: service, methods, events }: S) {
    this.#emitters = new Map(Object.keys(events).map((name) => [name, new Emitter<unknown>()]));
    const calls = Object.keys(methods).map((name): [string, Call] => [
      name,
      async (input, options) => {
        const call = this.#target?.[name] as Call | undefined;
        if (call) return call(input, options);
        throw new RpcError('channel-closed', `${service}.${name}: there is no connection.`);
      },
    ]);
    const subscribes = [...this.#emitters].map(([name, emitter]) => [name, emitter.event]);
    this.remote = Object.fromEntries([...calls, ...subscribes]) as Remote<S>;
  }

  /** Undefined while there is no connection. */
  setTarget(target: Remote<S> | undefined): void {
    void this.#subscriptions.close();
    this.#subscriptions = new ClosableStack();
    this.#target = target;
    if (!target) return;
    for (const [name, emitter] of this.#emitters) {
      const subscribe = this.#target?.[name] as Subscribe;
      this.#subscriptions.add(
        subscribe((value) => {
          emitter.emit(value);
        }),
      );
    }
  }

  close(): void {
    this.setTarget(undefined);
    for (const emitter of this.#emitters.values()) emitter.close();
  }
}
