import { z } from 'zod';
import { Emitter, type Event } from '../lib/emitter.ts';
import type { Closable } from '../lib/closable.ts';
import type { RpcMessage } from './message.ts';
import { RpcError } from './rpc-error.ts';
import { describeIssue } from './schema-issue.ts';
import type { CallOptions, Method, Remote, ServiceDefinition } from './service.ts';

interface Pending {
  readonly method: Method;
  readonly label: string;
  resolve(output: unknown): void;
  reject(error: RpcError): void;
}

interface Subscribed {
  readonly schema: z.ZodType;
  readonly emitter: Emitter<unknown>;
}

/** Calls the other side's services: checks what goes out and what comes back against the schema. */
export class RpcClient implements Closable {
  readonly #send: (message: RpcMessage) => void;
  readonly #pending = new Map<number, Pending>();
  readonly #events = new Map<string, Subscribed>();
  #nextId = 1;
  #isClosed = false;

  constructor(send: (message: RpcMessage) => void) {
    this.#send = send;
  }

  remote<const S extends ServiceDefinition>(definition: S): Remote<S> {
    const methods = Object.entries(definition.methods).map(([name, method]) => [
      name,
      (input: unknown, options?: CallOptions) =>
        this.#call(definition.name, name, method, input, options),
    ]);
    const events = Object.keys(definition.events).map((name) => [
      name,
      this.#event(definition, name as `onDid${string}`),
    ]);
    return Object.fromEntries([...methods, ...events]) as Remote<S>;
  }

  settle(message: Extract<RpcMessage, { kind: 'answer' | 'failure' }>): void {
    const pending = this.#pending.get(message.id);
    if (!pending) return;
    this.#pending.delete(message.id);
    if (message.kind === 'failure') {
      const { reason, message: text, field } = message.error;
      pending.reject(new RpcError(reason, text, field));
      return;
    }
    const checked = pending.method.output.safeParse(message.output);
    if (checked.success) pending.resolve(checked.data);
    else {
      const issue = describeIssue(checked.error);
      pending.reject(
        new RpcError(
          'bad-answer',
          `${pending.label} answered badly: ${issue.message}`,
          issue.field,
        ),
      );
    }
  }

  raise(service: string, event: string, value: unknown): void {
    const subscribed = this.#events.get(`${service}.${event}`);
    const checked = subscribed?.schema.safeParse(value);
    if (checked?.success) subscribed?.emitter.emit(checked.data);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const pending of this.#pending.values()) {
      pending.reject(
        new RpcError('channel-closed', `The connection closed before ${pending.label} answered.`),
      );
    }
    this.#pending.clear();
    this.#events.clear();
  }

  async #call(
    service: string,
    name: string,
    method: Method,
    input: unknown,
    { signal }: CallOptions = {},
  ): Promise<unknown> {
    const label = `${service}.${name}`;
    if (this.#isClosed) throw new RpcError('channel-closed', `${label}: the connection is closed.`);
    if (signal?.aborted) throw new RpcError('cancelled', `${label} was cancelled.`);
    const checked = method.input.safeParse(input);
    if (!checked.success) {
      const issue = describeIssue(checked.error);
      throw new RpcError('bad-request', `${label}: ${issue.message}`, issue.field);
    }
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const cancel = (): void => {
        if (!this.#pending.delete(id)) return;
        this.#send({ kind: 'cancel', id });
        reject(new RpcError('cancelled', `${label} was cancelled.`));
      };
      const settled =
        <T>(settle: (value: T) => void) =>
        (value: T): void => {
          signal?.removeEventListener('abort', cancel);
          settle(value);
        };
      signal?.addEventListener('abort', cancel, { once: true });
      this.#pending.set(id, { method, label, resolve: settled(resolve), reject: settled(reject) });
      this.#send({ kind: 'request', id, service, method: name, input: checked.data });
    });
  }

  /** Subscribes at the other side while anybody listens here. */
  #event({ name: service, events }: ServiceDefinition, event: `onDid${string}`): Event<unknown> {
    const key = `${service}.${event}`;
    return (listener) => {
      let subscribed = this.#events.get(key);
      if (!subscribed) {
        subscribed = { schema: events[event] ?? z.never(), emitter: new Emitter() };
        this.#events.set(key, subscribed);
        this.#send({ kind: 'subscribe', service, event });
      }
      const { emitter } = subscribed;
      const subscription = emitter.event(listener);
      return {
        close: () => {
          subscription.close();
          if (emitter.hasListeners || !this.#events.delete(key)) return;
          this.#send({ kind: 'unsubscribe', service, event });
        },
      };
    };
  }
}
