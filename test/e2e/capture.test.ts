import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startDisplay, type VirtualDisplay } from '../bench/program-display.ts';
import { countFrames, fullSecondsUs } from '../support/measure/analyse-program.ts';
import { decodeSound, decodeVideo } from '../support/measure/decode.ts';
import { patternPicture, patternSound } from '../support/measure/pattern-file.ts';
import { countPictureChanges } from '../support/measure/picture-changes.ts';
import { ToneOnsets } from '../support/measure/tone-onsets.ts';
import { peer, requirePeer } from '../support/peers.ts';
import { runCli, writeCollection, type TestItem } from './live-cli-support.ts';

const seconds = 6;
/** A line of other text more often than the screen is captured. */
const movingText = 'setInterval(() => console.log(String(Math.random()).repeat(6)), 20)';
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tallylight-capture-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Records a collection of these items and returns the file. */
async function record(
  name: string,
  items: readonly TestItem[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const file = join(folder, `${name}.mp4`);
  const collection = await writeCollection(join(folder, `${name}.json`), items);
  const cli = runCli(
    [
      ...['live', '--collection', collection, '--record', file],
      ...['--size', '1280x720', '--for', `${seconds}s`],
    ],
    folder,
    env,
  );
  expect({ code: await cli.ended, text: cli.text() }).toMatchObject({ code: 0 });
  return file;
}

describe.skipIf(peer('chromium-with-devices') === null)('camera and microphone', () => {
  it('arrive picture by picture and beep by beep, through files played by the browser', async () => {
    const camera = join(folder, 'camera.y4m');
    await writeCameraFile(camera, 640, 360, 4);
    const microphone = join(folder, 'microphone.wav');
    await writeMicrophoneFile(microphone, 4);
    const file = await record(
      'devices',
      [
        { source: { kind: 'camera', width: 640, height: 360 }, scale: 2 },
        { source: { kind: 'microphone' } },
      ],
      {
        TALLYLIGHT_BROWSER_FLAGS: [
          '--use-fake-device-for-media-stream',
          `--use-file-for-fake-video-capture=${camera}`,
          `--use-file-for-fake-audio-capture=${microphone}`,
        ].join(' '),
      },
    );
    const video = await decodeVideo(file);
    const frames = video?.frames ?? [];
    const counts = countFrames(frames);
    expect(counts.unreadable).toBeLessThanOrEqual(frames.length * 0.02);
    // The file of 120 pictures is played again and again, by a clock of the browser's own: now and
    // then one comes twice, and one not at all.
    expect(counts.arrived).toBeGreaterThanOrEqual(96);
    expect(fullSecondsUs(frames, 30).length).toBeGreaterThanOrEqual(seconds - 2);
    const tones = new ToneOnsets();
    await decodeSound(file, (sound) => {
      tones.push(sound);
    });
    const onsets = tones.find();
    expect(onsets.length).toBeGreaterThanOrEqual(seconds - 2);
    expect(tones.gaps).toBe(0);
  });
});

const desktop = (['xvfb', 'xterm', 'xprop', 'chromium'] as const).map(peer);
if (!desktop.includes(null)) {
  describe('screen and window', () => {
    let display: VirtualDisplay;
    let terminal: ChildProcess;
    beforeAll(async () => {
      display = await startDisplay('1280x720');
      terminal = spawn(
        requirePeer('xterm'),
        [
          ...['-geometry', '140x50+10+10', '-title', 'Moving text'],
          ...['-e', process.execPath, '-e', movingText],
        ],
        { env: { ...process.env, DISPLAY: display.name }, stdio: 'ignore' },
      );
      await becomeWindow('Moving text', display.name);
    });
    afterAll(async () => {
      const ended = once(terminal, 'exit');
      terminal.kill();
      await ended;
      await display.close();
    });

    it.each([
      { name: 'screen', source: { kind: 'display' } },
      { name: 'window', source: { kind: 'window', windowTitle: 'Moving text' } },
    ])('moves at 30 fps: $name', async ({ name, source }) => {
      const file = await record(name, [{ source }], { DISPLAY: display.name });
      const { frames, changed } = await countPictureChanges(file);
      expect(frames).toBeGreaterThanOrEqual((seconds - 1) * 30);
      expect(changed / frames).toBeGreaterThanOrEqual(0.8);
    });
  });
}

it('says that a screen needs a desktop', async () => {
  const collection = await writeCollection(join(folder, 'no-display.json'), [
    { source: { kind: 'display' } },
  ]);
  const cli = runCli(['live', '--collection', collection], folder, {
    DISPLAY: '',
    WAYLAND_DISPLAY: '',
  });
  expect(await cli.ended).toBe(3);
  expect(cli.text()).toContain('DISPLAY');
});

/** Without a window manager nobody says that a window is one, and Chromium lists only such. */
async function becomeWindow(title: string, displayName: string): Promise<void> {
  const args = ['-name', title, '-f', 'WM_STATE', '32c', '-set', 'WM_STATE', '1'];
  const env = { ...process.env, DISPLAY: displayName };
  await vi.waitUntil(() => spawnSync(requirePeer('xprop'), args, { env }).status === 0, {
    timeout: 10_000,
    interval: 200,
  });
}

async function writeCameraFile(
  file: string,
  width: number,
  height: number,
  seconds: number,
): Promise<void> {
  const handle = await open(file, 'w');
  await handle.write(`YUV4MPEG2 W${width} H${height} F30:1 Ip A1:1 C420jpeg\n`);
  for (let number = 0; number < seconds * 30; number++) {
    await handle.write('FRAME\n');
    await handle.write(patternPicture(number, 30, width, height));
  }
  await handle.close();
}

/** 16 bit mono at 48 kHz. */
async function writeMicrophoneFile(file: string, seconds: number): Promise<void> {
  const sound = patternSound(0, seconds * 48_000, 0);
  const data = Buffer.alloc(sound.length * 2);
  sound.forEach((sample, index) => data.writeInt16LE(Math.round(sample * 32_767), index * 2));
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + data.length, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(48_000, 24);
  header.writeUInt32LE(96_000, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(data.length, 40);
  await writeFile(file, Buffer.concat([header, data]));
}
