import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeObsConfiguration } from './program-obs.ts';
import type { BenchMedia } from './program-media.ts';
import { program, type ContenderOptions } from './program-scene.ts';

export interface ContenderProcess {
  readonly command: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
  readonly needsDisplay: boolean;
}

export const contenderNames = ['tallylight', 'ffmpeg', 'obs'] as const;
export type ContenderName = (typeof contenderNames)[number];

/** How each is started; it is ended by SIGINT unless it ends by itself. */
export const contenders: Readonly<
  Record<ContenderName, (options: ContenderOptions) => Promise<ContenderProcess>>
> = {
  async tallylight({ media, serverUrl, key, seconds, folder }) {
    const collection = join(folder, 'bench.tallylight.json');
    await writeFile(collection, JSON.stringify(benchCollection(media)));
    const main = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));
    return {
      command: [
        process.execPath,
        ...[main, 'live', '--collection', collection, '--to', `${serverUrl}/${key}`],
        ...['--video-bitrate', String(program.videoBitrateKbps), '--for', `${seconds + 1}s`],
        ...['--report', join(folder, 'tallylight-report.json')],
      ],
      env: {},
      needsDisplay: false,
    };
  },

  ffmpeg({ media, serverUrl, key, seconds }) {
    const { inset, logo } = program;
    const scaledLogo = `[2:v]scale=iw*${logo.scale}:-1[logo]`;
    const first = `[0:v][1:v]overlay=${inset.x}:${inset.y}[two]`;
    const filter = `${scaledLogo};${first};[two][logo]overlay=${logo.x}:${logo.y}[out]`;
    const bitrate = `${program.videoBitrateKbps}k`;
    return Promise.resolve({
      command: [
        'ffmpeg',
        ...['-v', 'error', '-re', '-stream_loop', '-1', '-i', media.full],
        ...['-re', '-stream_loop', '-1', '-i', media.inset, '-i', media.logo],
        ...['-filter_complex', filter, '-map', '[out]', '-map', '0:a'],
        ...['-c:v', 'libx264', '-preset', 'veryfast', '-b:v', bitrate, '-maxrate', bitrate],
        ...['-bufsize', `${program.videoBitrateKbps * 2}k`, '-r', String(program.fps)],
        ...['-g', String(program.fps * program.keyframeIntervalS)],
        ...['-c:a', 'aac', '-b:a', `${program.audioBitrateKbps}k`, '-t', String(seconds + 1)],
        ...['-f', 'flv', `${serverUrl}/${key}`],
      ],
      env: {},
      needsDisplay: false,
    });
  },

  async obs(options) {
    const home = join(options.folder, 'obs-home');
    await mkdir(home, { recursive: true });
    await writeObsConfiguration(home, options);
    return {
      command: [
        'obs',
        ...['--multi', '--startstreaming', '--minimize-to-tray'],
        ...['--profile', 'Bench', '--collection', 'Bench'],
      ],
      env: {
        HOME: home,
        XDG_CONFIG_HOME: join(home, '.config'),
        XDG_RUNTIME_DIR: home,
        LIBGL_ALWAYS_SOFTWARE: '1',
        QT_QPA_PLATFORM: 'xcb',
      },
      needsDisplay: true,
    };
  },
};

function benchCollection({ full, inset, logo }: BenchMedia): object {
  const item = (id: string, x = 0, y = 0, scale = 1): object => ({
    kind: 'source',
    id: `${id}-item`,
    sourceId: id,
    transform: { x, y, scaleX: scale, scaleY: scale },
  });
  return {
    format: 'tallylight-scene-collection',
    version: 1,
    name: 'Benchmark',
    sources: [
      { kind: 'media', id: 'full', name: 'Full', file: full },
      { kind: 'media', id: 'inset', name: 'Inset', file: inset, audio: { muted: true } },
      { kind: 'image', id: 'logo', name: 'Logo', file: logo },
    ],
    scenes: [
      {
        id: 'scene',
        name: 'Scene',
        items: [
          item('full'),
          item('inset', program.inset.x, program.inset.y),
          item('logo', program.logo.x, program.logo.y, program.logo.scale),
        ],
      },
    ],
    programSceneId: 'scene',
  };
}
