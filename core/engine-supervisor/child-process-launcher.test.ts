import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, connect, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { once as onceEvent } from '#shared/lib/emitter.ts';
import { silentLogger } from '#shared/lib/logger.ts';
import { childProcessLauncher } from './child-process-launcher.ts';
import type { EngineProcess } from './engine-process.ts';

/** A child that says its environment, echoes, takes a socket, writes a line, and dies when told. */
const script = `
process.on('message', (message, socket) => {
  if (message.kind === 'socket') socket.end('from the child');
  else if (message.kind === 'die') process.exit(7);
  else if (message.kind === 'speak') console.error('a line');
  else process.send({ echo: message, env: process.env });
});
process.on('disconnect', () => process.exit(0));
`;

let folder: string;
let engine: EngineProcess;
let lines: unknown[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'launcher-'));
  const modulePath = join(folder, 'child.cjs');
  await writeFile(modulePath, script);
  lines = [];
  process.env['CANARY_TOKEN'] = 'canary';
  const logger = { ...silentLogger, warn: (_: string, fields?: object) => lines.push(fields) };
  engine = await childProcessLauncher({ modulePath, logger, env: { GIVEN: '1' } }).launch();
});
afterEach(async () => {
  delete process.env['CANARY_TOKEN'];
  engine.kill();
  await rm(folder, { recursive: true });
});

test('messages go both ways with their bytes, and the environment is stripped', async () => {
  const answer = onceEvent(engine.channel.onDidReceive);
  engine.channel.send({ bytes: new Uint8Array([1, 2]) });
  expect(await answer).toMatchObject({
    echo: { bytes: new Uint8Array([1, 2]) },
    env: { GIVEN: '1', PATH: process.env['PATH'] },
  });
  expect(JSON.stringify(await answer)).not.toContain('canary');
});

test('what it writes is logged', async () => {
  const answer = onceEvent(engine.channel.onDidReceive);
  engine.channel.send({ kind: 'speak' });
  engine.channel.send({});
  await answer;
  const exited = onceEvent(engine.onDidExit);
  engine.channel.close();
  await exited;
  expect(lines).toEqual([{ line: 'a line' }]);
});

test('its end closes the channel and tells the code', async () => {
  const exited = onceEvent(engine.onDidExit);
  const closed = onceEvent(engine.channel.onDidClose);
  engine.channel.send({ kind: 'die' });
  expect(await exited).toEqual({ code: 7, signal: null });
  await closed;
  engine.kill();
  engine.channel.send({});
});

test('kill ends it', async () => {
  const exited = onceEvent(engine.onDidExit);
  engine.kill();
  engine.kill();
  expect(await exited).toEqual({ code: null, signal: 'SIGTERM' });
});

test('it takes a socket over', async () => {
  const server = createServer((socket: Socket) => {
    void engine.sendSocket?.({ kind: 'socket' }, socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [data] = (await once(client, 'data')) as [Buffer];
  expect(data.toString()).toBe('from the child');
  client.destroy();
  server.close();
});
