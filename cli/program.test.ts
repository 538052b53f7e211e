import { describe, expect, it } from 'vitest';
import type { LiveArguments } from './options/live-options.ts';
import { runProgram, type Actions } from './program.ts';

function setUp() {
  const calls: unknown[][] = [];
  const note =
    (name: string) =>
    (...args: unknown[]) => {
      calls.push([name, ...args]);
      return Promise.resolve(0 as const);
    };
  const actions: Actions = {
    live: (options: LiveArguments) => note('live')(options),
    devices: note('devices'),
    encoders: note('encoders'),
    check: note('check'),
  };
  let printed = '';
  const write = (text: string) => {
    printed += text;
  };
  const terminal = { write, writeError: write, isTty: false, columns: 80 };
  return {
    calls,
    run: (...args: string[]) => runProgram(args, actions, terminal),
    text: () => printed,
  };
}

describe('runProgram', () => {
  it('gives each key to the destination before it', async () => {
    const { calls, run } = setUp();
    const code = await run(
      ...['live', '--to', 'rtmp://a/app', '--key-env', 'A', '--to', 'rtmp://b/app/key'],
      ...['--to', 'rtmp://c/app', '--key-file', 'c.txt', '--for', '5s'],
    );
    expect(code).toBe(0);
    expect(calls[0]?.[1]).toMatchObject({
      for: '5s',
      to: [
        { url: 'rtmp://a/app', keyFrom: { kind: 'env', name: 'A' } },
        { url: 'rtmp://b/app/key' },
        { url: 'rtmp://c/app', keyFrom: { kind: 'file', name: 'c.txt' } },
      ],
    });
  });

  it.each([
    [['live', '--key-env', 'A'], 'follows the --to'],
    [['live', '--nonsense'], "unknown option '--nonsense'"],
    [['check'], "missing required argument 'file'"],
    [['sing'], "unknown command 'sing'"],
    [[], 'Usage'],
  ])('says what is wrong with %j', async (args, message) => {
    const { calls, run, text } = setUp();
    expect(await run(...args)).toBe(2);
    expect(text()).toContain(message);
    expect(calls).toEqual([]);
  });

  it('has help', async () => {
    const { run, text } = setUp();
    expect(await run('live', '--help')).toBe(0);
    expect(text()).toContain('Exit codes');
  });

  it('passes files and --json on', async () => {
    const { calls, run } = setUp();
    await run('check', 'a.json', '--json');
    expect(calls).toEqual([['check', 'a.json', { json: true }]]);
  });
});
