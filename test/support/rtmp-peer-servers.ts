import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { nginxRtmpModule, requirePeer } from './peers.ts';

/** A port that was free a moment ago, for peers that cannot be asked which they took. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

export interface NginxRtmp {
  /** `rtmp://.../live` takes all; `/locked` takes nobody. */
  readonly port: number;
  /** Recordings of `live`, as the server wrote them. */
  readonly recordings: () => string[];
  readonly log: () => string;
  readonly close: () => Promise<void>;
}

export async function startNginxRtmp(): Promise<NginxRtmp> {
  const folder = mkdtempSync(join(tmpdir(), 'tallylight-nginx-'));
  const stored = join(folder, 'stored');
  mkdirSync(stored);
  const port = await freePort();
  const config = join(folder, 'nginx.conf');
  writeFileSync(
    config,
    `load_module ${nginxRtmpModule};
daemon off; master_process off; worker_processes 1; user root;
pid ${folder}/nginx.pid; error_log stderr warn;
events { worker_connections 64; }
rtmp { server { listen 127.0.0.1:${port};
  application live { live on; record all; record_path ${stored}; record_unique on; record_suffix .flv; }
  application locked { live on; deny publish all; }
} }
`,
  );
  const server = runServer(requirePeer('nginx-rtmp'), ['-p', folder, '-c', config]);
  await untilListening(port, server.child);
  return {
    port,
    recordings: () =>
      readdirSync(stored)
        .sort()
        .map((name) => join(stored, name)),
    log: server.log,
    close: async () => {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface NodeMediaServer {
  readonly rtmpPort: number;
  readonly httpPort: number;
  readonly log: () => string;
  readonly close: () => Promise<void>;
}

/** With `requiresSign`, publishers need a signature that our tests do not have. */
export async function startNodeMediaServer(requiresSign = false): Promise<NodeMediaServer> {
  const folder = mkdtempSync(join(tmpdir(), 'tallylight-nms-'));
  const rtmpPort = await freePort();
  const httpPort = await freePort();
  const config = {
    bind: '127.0.0.1',
    rtmp: { port: rtmpPort },
    http: { port: httpPort },
    webadmin: { enable: false },
    store: { path: folder },
    auth: { publish: requiresSign, secret: 'never-told' },
  };
  const script = `const Server = require(${JSON.stringify(requirePeer('node-media-server'))});
new Server(${JSON.stringify(config)}, '').run();`;
  const server = runServer(process.execPath, ['-e', script]);
  await untilListening(rtmpPort, server.child);
  return {
    rtmpPort,
    httpPort,
    log: server.log,
    close: async () => {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface RunningServer {
  readonly child: ChildProcess;
  readonly log: () => string;
  readonly close: () => Promise<void>;
}

function runServer(path: string, args: readonly string[]): RunningServer {
  const child = spawn(path, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  const collect = (bytes: Buffer): void => {
    text += bytes.toString();
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const ended = once(child, 'exit');
  return {
    child,
    log: () => text,
    close: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function untilListening(port: number, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (child.exitCode !== null) throw new Error(`server ended with ${child.exitCode}`);
    const socket = connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      return;
    } catch {
      await sleep(50);
    } finally {
      socket.destroy();
    }
  }
  throw new Error(`nobody listens on ${port}`);
}
