import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Closable } from '#shared/lib/closable.ts';

export interface VirtualDisplay extends Closable {
  /** For `DISPLAY`. */
  readonly name: string;
  close(): Promise<void>;
}

/** An X server without a screen, on a number that is free. Rejects where Xvfb is not installed. */
export async function startDisplay(size = '1920x1080'): Promise<VirtualDisplay> {
  const server = spawn(
    'Xvfb',
    ['-displayfd', '3', '-screen', '0', `${size}x24`, '-nolisten', 'tcp'],
    {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    },
  );
  const exited = once(server, 'exit');
  const failed = Promise.race([
    once(server, 'error').then(([error]) => Promise.reject(error as Error)),
    exited.then(() => Promise.reject(new Error('Xvfb ended at once'))),
  ]);
  failed.catch(() => undefined);
  const numbers = server.stdio[3];
  if (!numbers) throw new Error('no pipe from Xvfb');
  const [number] = (await Promise.race([once(numbers, 'data'), failed])) as [Buffer];
  return {
    name: `:${number.toString().trim()}`,
    async close() {
      server.kill();
      await exited;
    },
  };
}
