export const rpcReasons = [
  'bad-request',
  'bad-answer',
  'unknown-method',
  'cancelled',
  'channel-closed',
  'not-found',
  'conflict',
  'invalid',
  'unavailable',
  'timeout',
  'internal',
] as const;
export type RpcReason = (typeof rpcReasons)[number];

/**
 * What a call can fail with. A service throws it to choose `reason`, `message` and `field`; anything
 * else it throws arrives as `internal` without its text, for that may hold what the peer must not see.
 */
export class RpcError extends Error {
  override readonly name = 'RpcError';
  readonly reason: RpcReason;
  /** The path of the offending value, e.g. `scenes[0].items[3].sourceId`, where one is to blame. */
  readonly field: string | undefined;

  constructor(reason: RpcReason, message: string, field?: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
    this.field = field;
  }

  static invalid(message: string, field?: string): RpcError {
    return new RpcError('invalid', message, field);
  }

  static notFound(message: string, field?: string): RpcError {
    return new RpcError('not-found', message, field);
  }
}
