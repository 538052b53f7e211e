import { assertNever } from '../lib/assert-never.ts';
import type { Closable } from '../lib/closable.ts';
import type { Event } from '../lib/emitter.ts';
import type { Channel } from './channel.ts';
import { RpcClient } from './client.ts';
import { rpcMessageSchema, type RpcMessage } from './message.ts';
import { checkValue } from './schema-issue.ts';
import { RpcServer, type Binding } from './server.ts';
import type { Remote, ServiceDefinition } from './service.ts';

export { bind } from './server.ts';

export interface RpcPeerOptions {
  /** What the other side may call; nothing else is answered. */
  readonly serves?: readonly Binding[];
  /** Messages that are no rpc messages, and what services threw. Default: dropped. */
  readonly onProblem?: (problem: string, cause?: unknown) => void;
}

/**
 * One end of a channel: serves its bindings and calls the other end's services. When the channel
 * closes, pending calls reject with `channel-closed` and running ones are cancelled.
 */
export class RpcPeer implements Closable {
  readonly onDidClose: Event<void>;
  readonly #channel: Channel;
  readonly #client: RpcClient;
  readonly #server: RpcServer;
  readonly #onProblem: NonNullable<RpcPeerOptions['onProblem']>;
  #isClosed = false;

  constructor(channel: Channel, { serves = [], onProblem = () => undefined }: RpcPeerOptions = {}) {
    this.#channel = channel;
    this.#onProblem = onProblem;
    this.onDidClose = channel.onDidClose;
    const send = (message: RpcMessage): void => {
      if (!this.#isClosed) channel.send(message);
    };
    this.#client = new RpcClient(send);
    this.#server = new RpcServer({
      bindings: serves,
      send,
      onInternalError: (service, member, error) => {
        onProblem(`${service}.${member} failed`, error);
      },
    });
    channel.onDidReceive((message) => {
      this.#receive(message);
    });
    channel.onDidClose(() => {
      this.close();
    });
  }

  remote<const S extends ServiceDefinition>(definition: S): Remote<S> {
    return this.#client.remote(definition);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#server.close();
    this.#client.close();
    this.#channel.close();
  }

  #receive(raw: unknown): void {
    if (this.#isClosed) return;
    const parsed = checkValue(rpcMessageSchema, raw);
    if (!parsed.success) {
      this.#onProblem('a message that is no rpc message was dropped');
      return;
    }
    const message = parsed.data;
    switch (message.kind) {
      case 'request':
        void this.#server.request(message);
        return;
      case 'cancel':
        this.#server.cancel(message.id);
        return;
      case 'answer':
      case 'failure':
        this.#client.settle(message);
        return;
      case 'subscribe':
        this.#server.subscribe(message.service, message.event);
        return;
      case 'unsubscribe':
        this.#server.unsubscribe(message.service, message.event);
        return;
      case 'event':
        this.#client.raise(message.service, message.event, message.value);
        return;
      default:
        assertNever(message);
    }
  }
}
