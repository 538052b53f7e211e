import type { z } from 'zod';
import type { Closable } from '../lib/closable.ts';
import type { Event } from '../lib/emitter.ts';
import type { RpcMessage } from './message.ts';
import { RpcError } from './rpc-error.ts';
import { checkValue, describeIssue } from './schema-issue.ts';
import type { Implementation, Method, ServiceDefinition } from './service.ts';

type Handler = (input: unknown, context: { readonly signal: AbortSignal }) => unknown;

/** A service with its implementation, its types already checked by `bind`. */
export interface Binding {
  readonly definition: ServiceDefinition;
  readonly implementation: Readonly<Record<string, unknown>>;
}

export function bind<const S extends ServiceDefinition>(
  definition: S,
  implementation: NoInfer<Implementation<S>>,
): Binding {
  return { definition, implementation };
}

export interface RpcServerOptions {
  readonly bindings: readonly Binding[];
  readonly send: (message: RpcMessage) => void;
  /** Told of what a service threw that is not an `RpcError`; its text does not reach the peer. */
  readonly onInternalError: (service: string, member: string, error: unknown) => void;
}

/** Answers requests and subscriptions for the services it was given, and nothing else. */
export class RpcServer implements Closable {
  readonly #bindings: ReadonlyMap<string, Binding>;
  readonly #options: RpcServerOptions;
  readonly #running = new Map<number, AbortController>();
  readonly #subscriptions = new Map<string, Closable>();

  constructor(options: RpcServerOptions) {
    this.#options = options;
    this.#bindings = new Map(options.bindings.map((binding) => [binding.definition.name, binding]));
  }

  async request(message: Extract<RpcMessage, { kind: 'request' }>): Promise<void> {
    const { id } = message;
    const abort = new AbortController();
    if (this.#running.has(id)) return;
    this.#running.set(id, abort);
    try {
      const output = await this.#call(message, abort.signal);
      this.#sendIfRunning(id, { kind: 'answer', id, output });
    } catch (error) {
      this.#sendIfRunning(id, { kind: 'failure', id, error: this.#describe(message, error) });
    } finally {
      this.#running.delete(id);
    }
  }

  cancel(id: number): void {
    this.#running.get(id)?.abort(new RpcError('cancelled', 'The caller cancelled the call.'));
  }

  subscribe(service: string, event: string): void {
    const key = `${service}.${event}`;
    if (this.#subscriptions.has(key)) return;
    const binding = this.#bindings.get(service);
    const schema = own<z.ZodType>(binding?.definition.events, event);
    const source = own<Event<unknown>>(binding?.implementation, event);
    if (!schema || !source) return;
    this.#subscriptions.set(
      key,
      source((value) => {
        const checked = schema.safeParse(value);
        if (checked.success) {
          this.#options.send({ kind: 'event', service, event, value: checked.data });
        } else {
          const { message, field } = describeIssue(checked.error);
          const error = new RpcError('bad-answer', message, field);
          this.#options.onInternalError(service, event, error);
        }
      }),
    );
  }

  unsubscribe(service: string, event: string): void {
    const key = `${service}.${event}`;
    this.#subscriptions.get(key)?.close();
    this.#subscriptions.delete(key);
  }

  close(): void {
    for (const id of this.#running.keys()) this.cancel(id);
    this.#running.clear();
    for (const subscription of this.#subscriptions.values()) subscription.close();
    this.#subscriptions.clear();
  }

  async #call(
    { service, method, input }: Extract<RpcMessage, { kind: 'request' }>,
    signal: AbortSignal,
  ): Promise<unknown> {
    const binding = this.#bindings.get(service);
    const definition = own<Method>(binding?.definition.methods, method);
    const handler = own<Handler>(binding?.implementation, method);
    if (!definition || !handler) {
      throw new RpcError('unknown-method', `There is no ${service}.${method} on this connection.`);
    }
    const checkedInput = checkValue(definition.input, input);
    if (!checkedInput.success) {
      const { message, field } = describeIssue(checkedInput.error);
      throw new RpcError('bad-request', `${service}.${method}: ${message}`, field);
    }
    const checkedOutput = definition.output.safeParse(await handler(checkedInput.data, { signal }));
    if (!checkedOutput.success) {
      const { message, field } = describeIssue(checkedOutput.error);
      throw new RpcError('bad-answer', `${service}.${method} answered badly: ${message}`, field);
    }
    return checkedOutput.data;
  }

  #sendIfRunning(id: number, message: RpcMessage): void {
    if (this.#running.has(id)) this.#options.send(message);
  }

  #describe(
    { service, method }: { service: string; method: string },
    error: unknown,
  ): { reason: RpcError['reason']; message: string; field?: string } {
    if (error instanceof RpcError) {
      const { reason, message, field } = error;
      return field === undefined ? { reason, message } : { reason, message, field };
    }
    this.#options.onInternalError(service, method, error);
    return { reason: 'internal', message: `${service}.${method} failed; the log says why.` };
  }
}

/** `record[key]` only where it is the record's own: `constructor` and `__proto__` are not methods. */
function own<T>(record: Readonly<Record<string, unknown>> | undefined, key: string): T | undefined {
  return record && Object.hasOwn(record, key) ? (record[key] as T) : undefined;
}
