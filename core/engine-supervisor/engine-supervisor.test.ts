import { beforeEach, expect, test } from 'vitest';
import { silentLogger } from '#shared/lib/logger.ts';
import { FakeClock, settle } from '#test/support/fake-clock.ts';
import { FakeEngineLauncher } from '#test/support/fake-engine.ts';
import { EngineSupervisor } from './engine-supervisor.ts';

let clock: FakeClock;
let launcher: FakeEngineLauncher;
let supervisor: EngineSupervisor;
let states: string[];

beforeEach(async () => {
  clock = new FakeClock();
  launcher = new FakeEngineLauncher();
  supervisor = new EngineSupervisor({ launcher, clock, logger: silentLogger });
  states = [];
  supervisor.onDidChange(({ kind }) => states.push(kind));
  supervisor.start();
  await settle();
});

test('starts the engine once, and it answers', async () => {
  supervisor.start();
  await settle();
  expect(launcher.launched).toHaveLength(1);
  expect(supervisor.state).toMatchObject({ kind: 'running', pid: launcher.current.pid });
  expect(await supervisor.engine?.listEncoders()).toEqual([]);
});

test('a crash fails what was asked, and the engine is back within a second', async () => {
  launcher.current.hangs = true;
  const asked = supervisor.engine?.closeSession().catch((error: unknown) => error);
  await settle();
  launcher.current.exit();
  expect(await asked).toMatchObject({ reason: 'channel-closed' });
  expect(supervisor.engine).toBeNull();
  await clock.advance(1000);
  expect(launcher.launched).toHaveLength(2);
  expect(states).toEqual(['starting', 'running', 'restarting', 'starting', 'running']);
});

test('crashes far apart are always followed by a restart', async () => {
  for (let crash = 0; crash < 20; crash += 1) {
    launcher.current.exit();
    await clock.advance(20_000);
    expect(supervisor.state.kind).toBe('running');
  }
});

test('the fifth crash within a minute is the last, with what happened', async () => {
  for (let crash = 0; crash < 5; crash += 1) {
    expect(supervisor.state.kind).toBe('running');
    launcher.current.exit({ code: 134, signal: null });
    await clock.advance(1000);
  }
  expect(supervisor.state).toEqual({
    kind: 'failed',
    detail: 'The media engine ended 5 times within a minute; the last time it ended with code 134.',
  });
  await clock.advance(600_000);
  expect(launcher.launched).toHaveLength(5);
  supervisor.start();
  await settle();
  expect(supervisor.state.kind).toBe('running');
});

test('an engine that cannot be started at all is tried again, and given up', async () => {
  launcher.problem = 'no such file';
  launcher.current.exit();
  await clock.advance(10_000);
  expect(supervisor.state).toMatchObject({ kind: 'failed' });
});

test('close ends it for good', async () => {
  const closing = Promise.all([supervisor.close(), supervisor.close()]);
  await closing;
  await clock.advance(60_000);
  supervisor.start();
  await settle();
  expect(launcher.launched).toHaveLength(1);
  expect(supervisor.state.kind).toBe('stopped');
});

test('close while waiting to start again starts nothing', async () => {
  launcher.current.exit();
  await supervisor.close();
  await clock.advance(60_000);
  expect(launcher.launched).toHaveLength(1);
});

test('without an engine that takes sockets, handing one over is refused', async () => {
  const { Socket } = await import('node:net');
  await expect(supervisor.sendSocket({ kind: 'media-socket' }, new Socket())).rejects.toMatchObject(
    {
      reason: 'unavailable',
    },
  );
});
