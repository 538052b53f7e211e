import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

export interface AppWindowOptions {
  readonly browserPath: string;
  readonly url: string;
  readonly dataFolder: string;
  readonly isRoot: boolean;
}

/** Chromium's arguments for a window without tabs or address, with a profile of its own. */
export function appWindowArguments({ url, dataFolder, isRoot }: AppWindowOptions): string[] {
  return [
    `--app=${url}`,
    `--user-data-dir=${join(dataFolder, 'browser-profile')}`,
    '--no-first-run',
    '--no-default-browser-check',
    '--autoplay-policy=no-user-gesture-required',
    // A covered window must keep composing.
    '--disable-backgrounding-occluded-windows',
    '--disable-renderer-backgrounding',
    '--disable-background-timer-throttling',
    // Hardware encoding by VAAPI, which Chromium has off on Linux by default.
    '--enable-features=AcceleratedVideoEncoder',
    // Chromium's sandbox does not work for root.
    ...(isRoot ? ['--no-sandbox'] : []),
  ];
}

/** The browser ends when the person closes the window, for nothing else uses its profile. */
export function openAppWindow(options: AppWindowOptions): ChildProcess {
  return spawn(options.browserPath, appWindowArguments(options), { stdio: 'ignore' });
}
