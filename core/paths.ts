import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';

export interface PathOptions {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

/**
 * Where Tallylight keeps its documents, settings, logs and profiles on this machine: the platform's
 * own place, the same for every host. `TALLYLIGHT_DATA` overrides it.
 */
export function dataFolder(
  { platform, env, home }: PathOptions = {
    platform: process.platform,
    env: process.env,
    home: homedir(),
  },
): string {
  if (env.TALLYLIGHT_DATA) return env.TALLYLIGHT_DATA;
  switch (platform) {
    case 'win32':
      return win32.join(env.LOCALAPPDATA ?? win32.join(home, 'AppData', 'Local'), 'Tallylight');
    case 'darwin':
      return posix.join(home, 'Library', 'Application Support', 'Tallylight');
    default:
      return posix.join(
        absolute(env.XDG_DATA_HOME) ?? posix.join(home, '.local', 'share'),
        'tallylight',
      );
  }
}

/** The XDG specification has relative paths ignored. */
function absolute(path: string | undefined): string | undefined {
  return path !== undefined && posix.isAbsolute(path) ? path : undefined;
}

/** Where recordings go when the settings name no folder. */
export function videosFolder(
  platform: NodeJS.Platform = process.platform,
  home = homedir(),
): string {
  return platform === 'win32'
    ? win32.join(home, 'Videos')
    : posix.join(home, platform === 'darwin' ? 'Movies' : 'Videos');
}
