import { z } from 'zod';
import { rpcReasons } from './rpc-error.ts';

const id = z.int().min(1);
const name = z.string().min(1).max(64);

export const rpcErrorSchema = z.strictObject({
  reason: z.enum(rpcReasons),
  message: z.string(),
  field: z.string().optional(),
});

/** What travels over a channel. Both ends may send any of them. */
export const rpcMessageSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('request'),
    id,
    service: name,
    method: name,
    input: z.unknown().optional(),
  }),
  z.strictObject({ kind: z.literal('cancel'), id }),
  z.strictObject({ kind: z.literal('answer'), id, output: z.unknown().optional() }),
  z.strictObject({ kind: z.literal('failure'), id, error: rpcErrorSchema }),
  z.strictObject({ kind: z.literal('subscribe'), service: name, event: name }),
  z.strictObject({ kind: z.literal('unsubscribe'), service: name, event: name }),
  z.strictObject({
    kind: z.literal('event'),
    service: name,
    event: name,
    value: z.unknown().optional(),
  }),
]);
export type RpcMessage = z.infer<typeof rpcMessageSchema>;
