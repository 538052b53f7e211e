import { spawnSync } from 'node:child_process';

/** Root has no sandbox; on Linux it needs user namespaces, which containers and some systems refuse. */
export function canSandbox(): boolean {
  if (process.getuid?.() === 0) return false;
  if (process.platform !== 'linux') return true;
  return spawnSync('unshare', ['--user', 'true'], { stdio: 'ignore' }).status === 0;
}
