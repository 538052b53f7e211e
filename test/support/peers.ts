import { accessSync, appendFileSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { browserCandidates } from '#web/find-browser.ts';

interface Peer {
  /** Paths, or names to look for where the system has its programs; the first found is the peer. */
  readonly candidates: readonly string[];
  /** Other files without which it is of no use. */
  readonly needs: readonly string[];
  /** What would bring it, for the person who runs the tests. */
  readonly package: string;
}

const npm = (file: string): string =>
  fileURLToPath(new URL(`../../node_modules/${file}`, import.meta.url));

export const nginxRtmpModule = '/usr/lib/nginx/modules/ngx_rtmp_module.so';

/** Programs that are not ours and that wire tests talk to. */
const peers = {
  ffmpeg: {
    candidates: ['ffmpeg'],
    needs: [],
    package: 'ffmpeg',
  },
  ffprobe: {
    candidates: ['ffprobe'],
    needs: [],
    package: 'ffmpeg',
  },
  chromium: {
    candidates: browserCandidates({ platform: process.platform, env: process.env }),
    needs: [],
    package: 'chromium',
  },
  // The headless shell of the npm package knows no cameras and no microphones.
  'chromium-with-devices': {
    candidates:
      process.env['TALLYLIGHT_NPM_CHROMIUM'] === undefined
        ? browserCandidates({ platform: process.platform, env: process.env })
        : [],
    needs: [],
    package: 'chromium',
  },
  electron: {
    candidates: [
      npm('electron/dist/electron'),
      npm('electron/dist/electron.exe'),
      npm('electron/dist/Electron.app/Contents/MacOS/Electron'),
    ],
    needs: [],
    package: 'npx install-electron --no',
  },
  obs: { candidates: ['obs'], needs: [], package: 'obs-studio' },
  openssl: { candidates: ['openssl'], needs: [], package: 'openssl' },
  'nginx-rtmp': {
    candidates: ['nginx'],
    needs: [nginxRtmpModule],
    package: 'nginx libnginx-mod-rtmp',
  },
  // For screens and windows, which a browser without a display cannot capture.
  xvfb: { candidates: ['/usr/bin/Xvfb'], needs: [], package: 'xvfb' },
  xprop: { candidates: ['/usr/bin/xprop'], needs: [], package: 'x11-utils' },
  xterm: { candidates: ['/usr/bin/xterm'], needs: [], package: 'xterm' },
  'node-media-server': {
    candidates: [npm('node-media-server/src/index.js')],
    needs: [],
    package: 'npm ci',
  },
} as const satisfies Record<string, Peer>;

export type PeerName = keyof typeof peers;

/**
 * The program's path, or null where it is not installed. That is noted, a line each, in the file that
 * `npm test` names by TALLYLIGHT_MISSING_PEERS and prints at its end.
 */
export function peer(name: PeerName): string | null {
  const wanted: Peer = peers[name];
  const path = wanted.candidates.flatMap(placesOf).find(exists);
  if (path !== undefined && wanted.needs.every(exists)) return path;
  const file = process.env['TALLYLIGHT_MISSING_PEERS'];
  if (file) appendFileSync(file, `${name}: not installed (${wanted.package})\n`);
  return null;
}

/** The program's path, inside a suite that runs only where it is installed. */
export function requirePeer(name: PeerName): string {
  const path = peer(name);
  if (path === null) throw new Error(`${name} is not installed (${peers[name].package})`);
  return path;
}

function placesOf(candidate: string): string[] {
  if (isAbsolute(candidate)) return [candidate];
  // Where Debian has its servers, which is not on everybody's path.
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin'];
  return folders.map((folder) => join(folder, candidate));
}

function exists(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
