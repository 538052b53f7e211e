import { Mixer } from '#renderer/mixer/mixer.ts';
import type { MeterFrame } from '#renderer/program/program.ts';
import { sourceSchema, type Source } from '#shared/model/source.ts';
import { gapsUs, measureSine, sharpestBend, toneOnsetsUs } from '../mixer-signal.ts';
import type { FromIntake, ToIntake } from './intake-messages.ts';

/** What the test calls in the page. */
export interface MixerPage {
  start(): Promise<void>;
  /** Sources as in a document, defaults filled in. */
  setSources(sources: readonly unknown[]): void;
  openMicrophone(sourceId: string): Promise<void>;
  play(sourceId: string, hz: number, sampleRate: number, seconds: number): void;
  /** What the program carries from now on for `ms`. */
  listen(ms: number, hz: number): Promise<Heard>;
  /** Peak and RMS of program and strips in dBFS; −Infinity as −1000. */
  levels(): Promise<{ program: Level[]; strips: Record<string, Level[]>; perSecond: number }>;
  audioState(): string;
}
export interface Heard {
  readonly runs: number;
  /** Of the test pattern's tone; the first may be the end of one that began before. */
  readonly onsetsUs: readonly number[];
  readonly gapsUs: readonly number[];
  readonly sine: { readonly amplitude: number; readonly phase: number };
  readonly sharpestBend: number;
  readonly driftPpm: number;
}
interface Level {
  readonly peakDb: number;
  readonly rmsDb: number;
}

const finite = (db: number): number => Math.max(-1000, db);
const levelsOf = (frame: MeterFrame['program']): Level[] =>
  frame.channels.map(({ peakDb, rmsDb }) => ({ peakDb: finite(peakDb), rmsDb: finite(rmsDb) }));

let mixer: Mixer | undefined;
const worker = new Worker(new URL('./intake-worker.ts', import.meta.url), { type: 'module' });
const tell = (message: ToIntake, transfer: Transferable[] = []): void => {
  worker.postMessage(message, transfer);
};
const running = (): Mixer => {
  if (!mixer) throw new Error('not started');
  return mixer;
};

const page: MixerPage = {
  async start() {
    mixer = await Mixer.create();
    const started = mixer;
    worker.addEventListener('message', ({ data }: MessageEvent<FromIntake>) => {
      if (data.kind === 'audio-clock') started.setAudioClock(data.map);
    });
    const port = mixer.openProgramSound();
    tell({ kind: 'set-program-sound', port }, [port]);
  },
  setSources(sources) {
    running().setSources(sources.map((source): Source => sourceSchema.parse(source)));
  },
  async openMicrophone(sourceId) {
    const audio = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
    running().setStream(sourceId, await navigator.mediaDevices.getUserMedia({ audio }));
  },
  play(sourceId, hz, sampleRate, seconds) {
    const port = running().openPlayerPort(sourceId);
    if (port) tell({ kind: 'play', port, hz, sampleRate, seconds }, [port]);
  },
  async listen(ms, hz) {
    await take();
    await new Promise((resolve) => setTimeout(resolve, ms));
    const { pcm, driftPpm } = await take();
    const runs = pcm.map(({ timestampUs, samples }) => ({
      timestampUs,
      left: samples.filter((_, index) => index % 2 === 0),
    }));
    return {
      runs: runs.length,
      onsetsUs: toneOnsetsUs(runs),
      gapsUs: gapsUs(runs),
      sine: measureSine(runs, hz),
      sharpestBend: sharpestBend(runs),
      driftPpm,
    };
  },
  levels() {
    return new Promise((resolve) => {
      const frames: MeterFrame[] = [];
      const startMs = performance.now();
      const subscription = running().onDidMeasureLevels((frame) => {
        frames.push(frame);
        if (performance.now() - startMs < 2000) return;
        subscription.close();
        resolve({
          program: loudest(frames.map(({ program }) => levelsOf(program))),
          strips: Object.fromEntries(
            [...frame.strips.keys()].map((id) => [
              id,
              loudest(frames.flatMap(({ strips }) => strips.get(id) ?? []).map(levelsOf)),
            ]),
          ),
          perSecond: ((frames.length - 1) * 1000) / (performance.now() - startMs),
        });
      });
    });
  },
  audioState: () => running().audio.get().kind,
};

function take(): Promise<Extract<FromIntake, { kind: 'taken' }>> {
  return new Promise((resolve) => {
    const listener = ({ data }: MessageEvent<FromIntake>): void => {
      if (data.kind !== 'taken') return;
      worker.removeEventListener('message', listener);
      resolve(data);
    };
    worker.addEventListener('message', listener);
    tell({ kind: 'take' });
  });
}

function loudest(readings: readonly Level[][]): Level[] {
  return [0, 1].map((side) => ({
    peakDb: Math.max(...readings.map((levels) => levels[side]?.peakDb ?? -1000)),
    rmsDb: Math.max(...readings.map((levels) => levels[side]?.rmsDb ?? -1000)),
  }));
}

Object.assign(globalThis, { page });
