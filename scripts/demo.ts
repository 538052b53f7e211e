import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { runCommandLine } from '#cli/command-line.ts';
import { startHeadlessHost } from '#cli/headless-host.ts';
import { takeInvocation } from '#cli/invocation.ts';

/**
 * `npm run demo`: builds the renderer where that is due and goes live with the demo collection on the
 * built-in channel. Options are those of `tallylight live`. On a desktop the studio is opened, too.
 */
const build = spawnSync(
  process.execPath,
  [fileURLToPath(new URL('build-renderer.ts', import.meta.url))],
  { stdio: 'inherit' },
);
if (build.status !== 0) process.exit(build.status ?? 1);

const invocation = await takeInvocation();
const code = await runCommandLine({
  ...invocation,
  args: ['live', ...invocation.args],
  startHost: async (options) => {
    const host = await startHeadlessHost(options);
    if (isDesktop()) openInBrowser(host.newStudioUrl());
    return host;
  },
});
process.exit(code);

function isDesktop(): boolean {
  if (process.env.CI || !process.stdout.isTTY) return false;
  if (process.platform !== 'linux') return true;
  return Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);
}

function openInBrowser(url: string): void {
  const openers: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
    darwin: ['open', url],
    // The first argument in quotes would be taken for a window's title.
    win32: ['cmd', '/c', 'start', '""', url.replaceAll('&', '^&')],
  };
  const [program, ...args] = openers[process.platform] ?? ['xdg-open', url];
  const child = spawn(program, args, { stdio: 'ignore', detached: true });
  child.on('error', () => {
    console.log(`Studio: ${url}`);
  });
  child.unref();
}
