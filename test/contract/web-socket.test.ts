import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import WebSocket from 'ws';
import { Emitter, once } from '#shared/lib/emitter.ts';
import { silentLogger } from '#shared/lib/logger.ts';
import type { Channel } from '#shared/rpc/channel.ts';
import { webSocketChannel } from '#shared/rpc/web-socket-channel.ts';
import { startWebHost } from '#web/web-host.ts';
import { contractSuite } from './contract-suite.ts';

// Through the real host: what a browser's page gets.
contractSuite('WebSocket', async () => {
  const rendererFolder = await mkdtemp(join(tmpdir(), 'tallylight-contract-'));
  await writeFile(join(rendererFolder, 'index.html'), '');
  const connected = new Emitter<Channel>();
  const host = await startWebHost({
    core: {
      connectPage: (channel) => {
        connected.emit(channel);
      },
      media: { resolve: () => null },
    },
    engine: { sendSocket: () => undefined },
    logger: silentLogger,
    rendererFolder,
  });
  const entered = await fetch(host.url, { redirect: 'manual' });
  const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
  const server = once(connected.event);
  const socket = new WebSocket(`${host.origin.replace('http', 'ws')}/rpc`, {
    headers: { cookie, origin: host.origin },
  });
  return {
    client: webSocketChannel(socket),
    server: await server,
    close: async () => {
      socket.terminate();
      await host.close();
      await rm(rendererFolder, { recursive: true });
    },
  };
});
