import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { posix, win32 } from 'node:path';

export interface BrowserSearch {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const linuxNames = [
  'google-chrome-stable',
  'google-chrome',
  'chromium',
  'chromium-browser',
  'microsoft-edge-stable',
  'microsoft-edge',
];
const macPaths = [
  'Google Chrome.app/Contents/MacOS/Google Chrome',
  'Chromium.app/Contents/MacOS/Chromium',
  'Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
];
const windowsPaths = [
  ['Google', 'Chrome', 'Application', 'chrome.exe'],
  ['Chromium', 'Application', 'chrome.exe'],
  ['Microsoft', 'Edge', 'Application', 'msedge.exe'],
];

/** Where Chromium, Chrome or Edge may be, best first. `TALLYLIGHT_BROWSER` is taken alone. */
export function browserCandidates({ platform, env }: BrowserSearch): readonly string[] {
  if (env.TALLYLIGHT_BROWSER) return [env.TALLYLIGHT_BROWSER];
  switch (platform) {
    case 'win32':
      return windowsPaths.flatMap((path) =>
        [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA]
          .filter((folder) => folder !== undefined)
          .map((folder) => win32.join(folder, ...path)),
      );
    case 'darwin':
      return macPaths.flatMap((path) =>
        ['/Applications', env.HOME === undefined ? undefined : `${env.HOME}/Applications`]
          .filter((folder) => folder !== undefined)
          .map((folder) => posix.join(folder, path)),
      );
    default:
      return linuxNames.flatMap((name) =>
        (env.PATH ?? '/usr/bin')
          .split(':')
          .filter((folder) => folder !== '')
          .map((folder) => posix.join(folder, name)),
      );
  }
}

export async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The first candidate that can be run, or null. */
export async function findBrowser(
  search: BrowserSearch = { platform: process.platform, env: process.env },
  canRun: (path: string) => Promise<boolean> = isExecutable,
): Promise<string | null> {
  for (const candidate of browserCandidates(search)) {
    if (await canRun(candidate)) return candidate;
  }
  return null;
}
