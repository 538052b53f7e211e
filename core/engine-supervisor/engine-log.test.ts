import { expect, test } from 'vitest';
import { logEngineLine } from './engine-log.ts';

test.each([
  [
    '{"level":30,"time":1,"process":"engine","msg":"ready"}',
    ['info', 'ready', { process: 'engine' }],
  ],
  ['{"level":60,"msg":"worse than an error"}', ['error', 'worse than an error', {}]],
  [
    '{"level":"30","msg":"not ours"}',
    ['warn', 'engine wrote', { line: '{"level":"30","msg":"not ours"}' }],
  ],
  ['[libx264 @ 0x1] hello', ['warn', 'engine wrote', { line: '[libx264 @ 0x1] hello' }]],
  ['', ['warn', 'engine wrote', { line: '' }]],
])('passes %j on', (line, logged) => {
  const lines: unknown[][] = [];
  const at =
    (level: string) =>
    (message: string, fields?: object): void => {
      lines.push([level, message, fields]);
    };
  logEngineLine(line, {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
  });
  expect(lines).toEqual([logged]);
});
