import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'electron-vite';
import { openLogFile } from '#core/log/log-file.ts';
import { createLogger } from '#core/log/logger.ts';
import { dataFolder } from '#core/paths.ts';
import { systemClock } from '#shared/lib/clock.ts';
import { startBrowserHost } from '#web/browser-host.ts';
import { findBrowser } from '#web/find-browser.ts';
import { buildRendererIfStale } from './build-renderer.ts';
import { openAppWindow } from './start/app-window.ts';
import { obtainElectron } from './start/electron-binary.ts';
import { isStale } from './start/stale.ts';

/**
 * `npm start [-- --browser]`: the studio in Electron where its binary is there or can be had, else in
 * an installed browser, else the address to open. `--browser` does not look for Electron.
 */
const root = join(import.meta.dirname, '..');
const electron = process.argv.includes('--browser') ? null : await obtainElectron();
if (electron?.kind === 'found') process.exitCode = await runElectron(electron.path);
else {
  if (electron) console.log(`Without Electron (${electron.why}): the studio runs in your browser.`);
  await runBrowserHost();
}

async function runElectron(binary: string): Promise<number> {
  const sources = ['main', 'preload', 'core', 'engine', 'renderer', 'shared', 'package-lock.json'];
  if (await isStale(root, 'out/main/index.js', sources)) {
    console.log('Building the studio ...');
    await build({ root, logLevel: 'error' });
  }
  const child = spawn(binary, [root], { stdio: 'inherit' });
  // The terminal sends Ctrl-C to Electron, too, which quits in order; this process waits for it.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill());
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}

async function runBrowserHost(): Promise<void> {
  await buildRendererIfStale();
  const folder = dataFolder();
  const log = openLogFile(join(folder, 'logs'));
  const isRoot = process.getuid?.() === 0;
  const browserPath = await findBrowser();
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    version: string;
  };
  const host = await startBrowserHost({
    root,
    dataFolder: folder,
    platform:
      process.platform === 'win32' || process.platform === 'darwin' ? process.platform : 'linux',
    browserPath,
    isRoot,
    version,
    clock: systemClock,
    logger: createLogger({ write: log.write }),
  });
  const ended = Promise.withResolvers<string>();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      ended.resolve('Closing ...');
    });
  }
  const showAddress = (why: string): void => {
    console.log(`${why} Open this address in Chromium, Chrome or Edge, once, within ten minutes:`);
    console.log(`  ${host.newUrl('/')}`);
    console.log('Ctrl-C ends Tallylight.');
  };
  const hasDesktop =
    process.platform !== 'linux' || Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);
  if (browserPath === null) showAddress('No Chromium, Chrome or Edge was found here.');
  else if (!hasDesktop) showAddress('There is no desktop here.');
  else {
    console.log(`The studio opens in ${browserPath}. Ctrl-C ends Tallylight.`);
    const window = openAppWindow({
      browserPath,
      url: host.newUrl('/'),
      dataFolder: folder,
      isRoot,
    });
    window.on('error', (error) => {
      showAddress(`The browser could not be started (${error.message}).`);
    });
    window.on('exit', () => {
      if (host.isActive)
        showAddress('The window is closed; the broadcast goes on with its last picture.');
      else ended.resolve('The window is closed.');
    });
    void ended.promise.then(() => window.kill());
  }
  console.log(await ended.promise);
  await host.close();
  await log.close();
}
