import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { createServer } from 'node:net';
import { HandshakeReader, handshakeHello } from '#shared/protocol/rtmp-handshake.ts';
import { RtmpChunkReader } from '#shared/protocol/rtmp-chunk-reader.ts';
import { RtmpChunkWriter } from '#shared/protocol/rtmp-chunk-writer.ts';
import type { RtmpMessage } from '#shared/protocol/rtmp-message.ts';
import { commandMessage, parseCommand, rtmpTypes } from '#shared/protocol/rtmp-message.ts';

/** What the server waits for when it begins to misbehave. */
export type BadStep = 'C0C1' | 'C2' | 'connect' | 'createStream' | 'publish' | 'live';

export type Misbehaviour =
  | { readonly kind: 'hang' }
  | { readonly kind: 'close' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'garbage' }
  | { readonly kind: 'stop-reading' }
  | { readonly kind: 'reject'; readonly code: string; readonly description: string };

export interface BadRtmpServer {
  readonly port: number;
  /** Names of commands as they came, over all connections. */
  readonly commands: readonly string[];
  readonly connections: number;
  readonly openSockets: number;
  readonly close: () => Promise<void>;
}

/** Behaves up to `at`, then misbehaves. `times` connections do so; later ones are served well. */
export async function startBadRtmpServer(
  at: BadStep,
  misbehaviour: Misbehaviour,
  times = Infinity,
): Promise<BadRtmpServer> {
  const sockets = new Set<Socket>();
  const commands: string[] = [];
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    serve(socket, connections <= times ? at : null, misbehaviour, commands);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    commands,
    get connections() {
      return connections;
    },
    get openSockets() {
      return sockets.size;
    },
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function serve(
  socket: Socket,
  at: BadStep | null,
  misbehaviour: Misbehaviour,
  commands: string[],
): void {
  const handshake = new HandshakeReader();
  const reader = new RtmpChunkReader();
  const writer = new RtmpChunkWriter();
  let hasMisbehaved = false;

  const send = (message: RtmpMessage): void => {
    for (const chunk of writer.encode(message)) socket.write(chunk);
  };
  /** Whether it is the step to misbehave at; then it does. */
  const misbehaves = (step: BadStep): boolean => {
    if (step !== at) return false;
    hasMisbehaved = true;
    misbehave(socket, misbehaviour, (code, description) => {
      const info = { level: 'error', code, description };
      const isStatus = step === 'publish' || step === 'live';
      if (isStatus) send(commandMessage(1, 'onStatus', 0, null, info));
      else send(commandMessage(0, '_error', step === 'connect' ? 1 : 4, null, info));
    });
    return true;
  };
  const answer = (message: RtmpMessage): void => {
    if (message.typeId === rtmpTypes.video) misbehaves('live');
    if (message.typeId !== rtmpTypes.commandAmf0) return;
    const command = parseCommand(message);
    commands.push(command.name);
    if (command.name === 'connect' && !misbehaves('connect')) {
      const info = { level: 'status', code: 'NetConnection.Connect.Success' };
      send(commandMessage(0, '_result', command.transactionId, {}, info));
    }
    if (command.name === 'createStream' && !misbehaves('createStream')) {
      send(commandMessage(0, '_result', command.transactionId, null, 1));
    }
    if (command.name === 'publish' && !misbehaves('publish')) {
      const info = { level: 'status', code: 'NetStream.Publish.Start' };
      send(commandMessage(1, 'onStatus', 0, null, info));
    }
  };

  socket.on('data', (bytes) => {
    if (hasMisbehaved) return;
    const { hello, rest } = handshake.isDone ? { rest: bytes } : handshake.push(bytes);
    if (hello) {
      if (misbehaves('C0C1')) return;
      socket.write(handshakeHello(randomBytes));
      if (misbehaves('C2')) return;
      socket.write(hello);
    }
    for (const message of reader.push(rest)) if (!hasMisbehaved) answer(message);
  });
}

function misbehave(
  socket: Socket,
  misbehaviour: Misbehaviour,
  reject: (code: string, description: string) => void,
): void {
  switch (misbehaviour.kind) {
    case 'hang':
      return;
    case 'close':
      socket.end();
      return;
    case 'reset':
      socket.resetAndDestroy();
      return;
    case 'garbage':
      // A type 3 chunk on a chunk stream that never began, or a version that is none.
      socket.write(Buffer.alloc(4096, 0xff));
      return;
    case 'stop-reading':
      socket.pause();
      return;
    case 'reject':
      reject(misbehaviour.code, misbehaviour.description);
  }
}
