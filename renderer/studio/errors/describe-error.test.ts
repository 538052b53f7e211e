import { describe, expect, it } from 'vitest';
import { rpcReasons, RpcError } from '#shared/rpc/rpc-error.ts';
import { describeError } from './describe-error.ts';

describe('describeError', () => {
  it.each(rpcReasons)('has words for %s', (reason) => {
    expect(describeError(new RpcError(reason, 'what happened')).length).toBeGreaterThan(10);
  });

  it('names the field', () => {
    expect(describeError(RpcError.invalid('must be positive', 'output.fps'))).toBe(
      'must be positive (output.fps)',
    );
  });

  it('keeps the words of other errors', () => {
    expect(describeError(new Error('no camera'))).toBe('no camera');
    expect(describeError('thrown text')).not.toBe('');
  });
});
