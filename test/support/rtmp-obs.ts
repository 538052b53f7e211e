import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requirePeer } from './peers.ts';

const basicIni = `[General]
Name=Test
[Output]
Mode=Simple
[SimpleOutput]
VBitrate=1500
StreamEncoder=x264
Preset=ultrafast
ABitrate=128
[Video]
BaseCX=640
BaseCY=360
OutputCX=640
OutputCY=360
FPSCommon=30
`;
const globalIni = `[General]
FirstRun=true
EnableAutoUpdates=false
[Basic]
Profile=Test
ProfileDir=Test
SceneCollection=Test
SceneCollectionFile=Test
`;
const scene = {
  name: 'Test',
  current_scene: 'Scene',
  current_program_scene: 'Scene',
  scene_order: [{ name: 'Scene' }],
  sources: [{ id: 'scene', name: 'Scene', settings: { items: [] } }],
};

export interface RunningObs {
  readonly log: () => string;
  readonly close: () => Promise<void>;
}

/** OBS Studio with settings of its own, streaming an empty scene from its start on. */
export function startObs(server: string, key: string): RunningObs {
  const folder = mkdtempSync(join(tmpdir(), 'tallylight-obs-'));
  const settings = join(folder, 'obs-studio');
  const profile = join(settings, 'basic', 'profiles', 'Test');
  const scenes = join(settings, 'basic', 'scenes');
  mkdirSync(profile, { recursive: true });
  mkdirSync(scenes, { recursive: true });
  const service = { type: 'rtmp_custom', settings: { server, key, use_auth: false } };
  writeFileSync(join(settings, 'global.ini'), globalIni);
  writeFileSync(join(profile, 'basic.ini'), basicIni);
  writeFileSync(join(profile, 'service.json'), JSON.stringify(service));
  writeFileSync(join(scenes, 'Test.json'), JSON.stringify(scene));

  const flags = ['--startstreaming', '--minimize-to-tray', '--multi', '--disable-updater'];
  const child = spawn('xvfb-run', ['-a', requirePeer('obs'), ...flags], {
    env: {
      ...process.env,
      XDG_CONFIG_HOME: folder,
      LIBGL_ALWAYS_SOFTWARE: '1',
      QT_QPA_PLATFORM: 'xcb',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that the display ends with it.
    detached: true,
  });
  let text = '';
  const collect = (bytes: Buffer): void => {
    text += bytes.toString();
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const ended = once(child, 'exit');
  return {
    log: () => text,
    close: async () => {
      // By the group, and gently first: the display then takes its lock file with it.
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
      const killer = setTimeout(() => {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      }, 5000);
      await ended;
      clearTimeout(killer);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
