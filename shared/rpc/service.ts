import type { z } from 'zod';
import type { Event } from '../lib/emitter.ts';

/** One method: schemas of its argument and of its answer. `z.void()` where there is none. */
export interface Method<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly input: I;
  readonly output: O;
}

export interface ServiceDefinition {
  readonly name: string;
  readonly methods: Readonly<Record<string, Method>>;
  readonly events: Readonly<Record<`onDid${string}`, z.ZodType>>;
}

/** Names a service's methods and events: the allow-list of what a peer may call. */
export function defineService<const S extends ServiceDefinition>(definition: S): S {
  return definition;
}

export interface CallOptions {
  /** Aborting rejects the call with reason `cancelled` and tells the other side to stop. */
  readonly signal?: AbortSignal;
}

/** What a caller holds. */
export type Remote<S extends ServiceDefinition> = {
  readonly [M in keyof S['methods']]: (
    input: z.input<S['methods'][M]['input']>,
    options?: CallOptions,
  ) => Promise<z.output<S['methods'][M]['output']>>;
} & {
  readonly [E in keyof S['events']]: S['events'][E] extends z.ZodType
    ? Event<z.output<S['events'][E]>>
    : never;
};

/** What a server provides: the methods, and the events it raises. */
export type Implementation<S extends ServiceDefinition> = {
  readonly [M in keyof S['methods']]: (
    input: z.output<S['methods'][M]['input']>,
    context: { readonly signal: AbortSignal },
  ) => MaybePromise<z.input<S['methods'][M]['output']>>;
} & {
  readonly [E in keyof S['events']]: S['events'][E] extends z.ZodType
    ? Event<z.input<S['events'][E]>>
    : never;
};

type MaybePromise<T> = T | Promise<T>;
