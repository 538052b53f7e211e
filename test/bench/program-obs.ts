import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { program, type ContenderOptions } from './program-scene.ts';

/** A profile and a scene collection named Bench, as OBS 29 writes them itself. */
export async function writeObsConfiguration(
  home: string,
  { media, serverUrl, key }: ContenderOptions,
): Promise<void> {
  const folder = join(home, '.config', 'obs-studio');
  const profile = join(folder, 'basic', 'profiles', 'Bench');
  const scenes = join(folder, 'basic', 'scenes');
  await mkdir(profile, { recursive: true });
  await mkdir(scenes, { recursive: true });
  await writeFile(join(folder, 'global.ini'), globalSettings);
  await writeFile(join(profile, 'basic.ini'), profileSettings);
  await writeFile(
    join(profile, 'service.json'),
    JSON.stringify({
      type: 'rtmp_custom',
      settings: { server: serverUrl, key, use_auth: false, bwtest: false },
    }),
  );
  await writeFile(join(scenes, 'Bench.json'), JSON.stringify(sceneCollection(media)));
}

const globalSettings = `[General]
FirstRun=true
LicenseAccepted=true
EnableAutoUpdates=false
LastVersion=486539264

[Basic]
Profile=Bench
ProfileDir=Bench
SceneCollection=Bench
SceneCollectionFile=Bench

[BasicWindow]
PreviewEnabled=false
SysTrayEnabled=true
`;

const profileSettings = `[General]
Name=Bench

[Output]
Mode=Simple

[SimpleOutput]
StreamEncoder=x264
VBitrate=${program.videoBitrateKbps}
ABitrate=${program.audioBitrateKbps}
UseAdvanced=true
Preset=veryfast
x264Settings=keyint=${program.fps * program.keyframeIntervalS}

[Video]
BaseCX=1920
BaseCY=1080
OutputCX=1920
OutputCY=1080
FPSType=0
FPSCommon=${program.fps}

[Audio]
SampleRate=48000
ChannelSetup=Stereo
`;

function sceneCollection({ full, inset, logo }: ContenderOptions['media']): object {
  const media = (name: string, file: string, volume: number): object => ({
    id: 'ffmpeg_source',
    versioned_id: 'ffmpeg_source',
    name,
    settings: { local_file: file, is_local_file: true, looping: true },
    enabled: true,
    mixers: 255,
    volume,
  });
  const item = (id: number, name: string, x = 0, y = 0, scale = 1): object => ({
    id,
    name,
    visible: true,
    pos: { x, y },
    scale: { x: scale, y: scale },
    rot: 0,
    align: 5,
    bounds_type: 0,
  });
  const items = [
    item(1, 'Full'),
    item(2, 'Inset', program.inset.x, program.inset.y),
    item(3, 'Logo', program.logo.x, program.logo.y, program.logo.scale),
  ];
  return {
    name: 'Bench',
    current_scene: 'Scene',
    current_program_scene: 'Scene',
    scene_order: [{ name: 'Scene' }],
    sources: [
      media('Full', full, 1),
      media('Inset', inset, 0),
      {
        id: 'image_source',
        versioned_id: 'image_source',
        name: 'Logo',
        settings: { file: logo },
        enabled: true,
      },
      {
        id: 'scene',
        versioned_id: 'scene',
        name: 'Scene',
        settings: { id_counter: items.length, custom_size: false, items },
        enabled: true,
      },
    ],
  };
}
