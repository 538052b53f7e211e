import { expect, test } from 'vitest';
import { Secret } from '#shared/lib/secret.ts';
import { RpcError } from '#shared/rpc/rpc-error.ts';
import { createLogger } from './logger.ts';

function logged(level: 'debug' | 'info', secrets: readonly Secret[] = []) {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string): void => {
    lines.push(JSON.parse(line) as Record<string, unknown>);
  };
  return { lines, logger: createLogger({ write, level, secrets: () => secrets }) };
}

test('writes lines of JSON from its level on', () => {
  const { lines, logger } = logged('info');
  logger.debug('not seen');
  logger.info('engine started', { pid: 7 });
  expect(lines).toMatchObject([{ level: 'info', msg: 'engine started', pid: 7 }]);
});

test('errors keep their reason and cause', () => {
  const { lines, logger } = logged('info');
  const error = new RpcError('invalid', 'outer', 'name', { cause: new Error('inner') });
  logger.error('failed', { error });
  expect(lines[0]?.['error']).toMatchObject({ reason: 'invalid', cause: { message: 'inner' } });
});

test('a canary key is seen nowhere: as a field, deep in one, in an error, in what others wrote', () => {
  const canary = 'live_canary_"quoted"_key';
  const secret = new Secret(canary);
  const { lines, logger } = logged('debug', [secret]);
  logger.info('a', { secret, deep: { list: [secret] } });
  logger.info(`peer said ${secret.toString()}`);
  logger.error('b', { error: Object.assign(new Error(`refused ${canary}`), { secret }) });
  expect(lines).toHaveLength(3);
  expect(JSON.stringify(lines)).not.toContain('canary');
});
