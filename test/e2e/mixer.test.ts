import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openMixerBrowser, type MixerBrowser } from '../support/mixer-browser.ts';
import type { Heard, MixerPage } from '../support/mixer-page/page.ts';
import { median, offSecondUs, sineWav } from '../support/mixer-signal.ts';

/** The page's own global; functions given to `evaluate` run there. */
declare const page: MixerPage;

const microphoneHz = 440;
const microphoneAmplitude = 0.1;
const pattern = { kind: 'test-pattern', id: 'pattern', name: 'Pattern' };
const microphone = { kind: 'microphone', id: 'mic', name: 'Microphone' };
const media = { kind: 'media', id: 'clip', name: 'Clip', file: 'clip.mp4' };

describe('the mixer in Chromium', () => {
  let browser: MixerBrowser;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tallylight-mixer-wav-'));
    const wav = join(folder, 'microphone.wav');
    await writeFile(wav, sineWav(microphoneHz, microphoneAmplitude, 10));
    browser = await openMixerBrowser({
      args: [
        '--use-fake-device-for-media-stream',
        '--use-fake-ui-for-media-stream',
        `--use-file-for-fake-audio-capture=${wav}`,
      ],
    });
    await browser.page.evaluate(() => page.start());
    // The first seconds of the audio clock are its acquisition.
    await pause(4000);
  });
  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true });
  });

  const setSources = (...sources: readonly unknown[]): Promise<void> =>
    browser.page.evaluate((given) => {
      page.setSources(given);
    }, sources);
  /** What the program carried for `ms`, after what was just set came into force. */
  const listen = async (ms: number, hz = 1000): Promise<Heard> => {
    await pause(800);
    return browser.page.evaluate(([forMs, ofHz]) => page.listen(forMs, ofHz), [ms, hz] as const);
  };
  const levels = (): ReturnType<MixerPage['levels']> => browser.page.evaluate(() => page.levels());
  const onsetsOffSecondUs = async (): Promise<number[]> =>
    (await listen(6500)).onsetsUs.slice(1).map(offSecondUs);

  it('beeps on full seconds of the program clock within 1 ms', async () => {
    await setSources(pattern);
    const offUs = await onsetsOffSecondUs();
    expect(offUs.length).toBeGreaterThanOrEqual(4);
    // All but where the machine stole sound from the device in that very moment.
    expect(Math.abs(median(offUs))).toBeLessThan(200);
    expect(offUs.filter((us) => Math.abs(us) < 1000).length).toBeGreaterThanOrEqual(
      offUs.length - 1,
    );
  });

  it('stamps PCM without a hole or an overlap', async () => {
    const { runs, gapsUs } = await listen(3000);
    expect(runs).toBeGreaterThan(200);
    expect(median(gapsUs.map(Math.abs))).toBeLessThan(60);
    // A step is where the machine stole sound from the device.
    expect(gapsUs.filter((us) => Math.abs(us) > 1000).length).toBeLessThanOrEqual(2);
  });

  it('reads the tone as −12 dBFS, 30 times a second', async () => {
    const { program, strips, perSecond } = await levels();
    for (const { peakDb, rmsDb } of [...program, ...(strips['pattern'] ?? [])]) {
      expect(peakDb).toBeCloseTo(-12.04, 1);
      expect(rmsDb).toBeCloseTo(-15.05, 1);
    }
    expect(strips['pattern']).toHaveLength(2);
    expect(perSecond).toBeGreaterThan(27);
    expect(perSecond).toBeLessThan(33);
  });

  it('mutes, and turns up and down', async () => {
    await setSources({ ...pattern, audio: { muted: true } });
    await pause(300);
    expect((await levels()).program[0]?.peakDb).toBe(-1000);
    await setSources({ ...pattern, audio: { gainDb: -6 } });
    await pause(300);
    expect((await levels()).program[0]?.peakDb).toBeCloseTo(-18.04, 1);
    await setSources({ ...pattern, audio: { gainDb: 6 } });
    await pause(300);
    expect((await levels()).program[1]?.peakDb).toBeCloseTo(-6.04, 1);
  });

  it('keeps what is only monitored out of the program', async () => {
    await setSources({ ...pattern, audio: { monitor: 'monitor-only' } });
    await pause(300);
    const { program, strips } = await levels();
    expect(program[0]?.peakDb).toBe(-1000);
    expect(strips['pattern']?.[0]?.peakDb).toBeCloseTo(-12.04, 1);
    await setSources({ ...pattern, audio: { monitor: 'monitor-and-program' } });
    await pause(300);
    expect((await levels()).program[0]?.peakDb).toBeCloseTo(-12.04, 1);
  });

  it('delays by the sync offset, and all others by a negative one', async () => {
    await setSources({ ...pattern, audio: { syncOffsetMs: 120 } });
    expect(median(await onsetsOffSecondUs()) / 1000).toBeCloseTo(120, 0);
    await setSources(pattern, { ...microphone, audio: { syncOffsetMs: -80, muted: true } });
    expect(median(await onsetsOffSecondUs()) / 1000).toBeCloseTo(80, 0);
  });

  it('carries a microphone', async () => {
    await setSources(microphone);
    await browser.page.evaluate(() => page.openMicrophone('mic'));
    const { amplitude } = (await listen(2000, microphoneHz)).sine;
    expect(amplitude).toBeGreaterThan(microphoneAmplitude * 0.9);
    expect(amplitude).toBeLessThan(microphoneAmplitude * 1.1);
    await setSources();
    expect((await listen(500, microphoneHz)).sine.amplitude).toBe(0);
  });

  it('plays a media file of another rate at its program times, and changes gain without a click', async () => {
    await setSources(media);
    await browser.page.evaluate(() => {
      page.play('clip', 500, 44_100, 20);
    });
    await pause(1500);
    const { amplitude, phase } = (await listen(2000, 500)).sine;
    expect(amplitude).toBeCloseTo(0.25, 2);
    // 0.025 turns of 500 Hz are 50 µs.
    expect(Math.abs(phase)).toBeLessThan(0.025);
    const bends: number[] = [];
    for (const gainDb of [-20, 0, -20]) {
      const heard = browser.page.evaluate(() => page.listen(700, 500));
      await pause(200);
      await setSources({ ...media, audio: { gainDb } });
      bends.push((await heard).sharpestBend);
    }
    const ownBend = 0.25 * (2 * Math.PI * (500 / 48_000)) ** 2;
    expect(Math.min(...bends)).toBeGreaterThan(ownBend / 2);
    // The least: a click would be in each, sound that the machine stole from the device is not.
    expect(Math.min(...bends)).toBeLessThan(ownBend * 2);
  });

  it('ran under the strict policy without an error', async () => {
    expect(browser.errors).toEqual([]);
    expect(await browser.page.evaluate(() => page.audioState())).toBe('running');
  });
});

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
