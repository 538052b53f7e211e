import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { childProcessLauncher } from '#core/engine-supervisor/child-process-launcher.ts';
import type { EngineExit } from '#core/engine-supervisor/engine-process.ts';
import { engineService } from '#shared/contract/engine.ts';
import { ClosableStack, type Closable } from '#shared/lib/closable.ts';
import { once } from '#shared/lib/emitter.ts';
import type { Logger } from '#shared/lib/logger.ts';
import { RpcPeer } from '#shared/rpc/peer.ts';
import type { Remote } from '#shared/rpc/service.ts';
import { mediaSocketMessage } from '#web/media-hand-off.ts';

/** A real engine in its own process, and the web server's part of its media channel. */
export interface EngineHost extends Closable {
  readonly engine: Remote<typeof engineService>;
  /** Where a page opens its media channel. */
  readonly mediaUrl: string;
  /** What the engine wrote to its log. */
  readonly log: readonly string[];
  readonly exited: Promise<EngineExit>;
  /** Ends the engine without a word, as a crash or the system would. */
  killHard(): void;
  /** Closes the pipe to the engine, as the core's end would. */
  disconnect(): void;
  close(): Promise<void>;
}

export async function startEngineHost(): Promise<EngineHost> {
  const owned = new ClosableStack();
  const log: string[] = [];
  const take = (message: string, fields?: unknown): void => {
    log.push(`${message} ${JSON.stringify(fields)}`);
  };
  const logger: Logger = { debug: take, info: take, warn: take, error: take };
  const modulePath = fileURLToPath(import.meta.resolve('#engine/main.ts'));
  const process_ = await childProcessLauncher({ modulePath, logger }).launch();
  const exited = once(process_.onDidExit);
  const peer = owned.add(new RpcPeer(process_.channel, { onProblem: take }));
  owned.defer(async () => {
    process_.kill();
    await exited;
  });

  const server = createServer();
  const sockets = new Set<Socket>();
  server.on('upgrade', (request, socket: Socket, head) => {
    sockets.add(socket);
    void process_.sendSocket?.(mediaSocketMessage(request, head), socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  owned.defer(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    engine: peer.remote(engineService),
    mediaUrl: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/media`,
    log,
    exited,
    killHard: () => process.kill(process_.pid ?? 0, 'SIGKILL'),
    disconnect: () => {
      peer.close();
    },
    close: () => owned.close(),
  };
}
