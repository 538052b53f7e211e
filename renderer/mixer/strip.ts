import { assertNever } from '#shared/lib/assert-never.ts';
import type { Closable } from '#shared/lib/closable.ts';
import type { AudioStrip } from '#shared/model/source.ts';
import type { Levels } from '../program/program.ts';
import type { AudioClockMap } from './audio-clock.ts';
import { fromDb } from './level-meter.ts';
import { createMeter, endWorklet, post } from './nodes.ts';
import { ramp } from './ramp.ts';
import { maxDelayS } from './sync-offsets.ts';
import { workletNames } from './worklets/worklet-message.ts';

/** Where a strip's sound comes from. */
export type StripKind = 'stream' | 'player' | 'tone';

export interface StripOptions {
  readonly context: AudioContext;
  readonly kind: StripKind;
  readonly programBus: AudioNode;
  readonly monitorBus: AudioNode;
  readonly onDidMeasure: (levels: Levels) => void;
}

/** One source's sound: input, fader, delay, then the program, the monitor or both. */
export class Strip implements Closable {
  readonly kind: StripKind;
  readonly #context: AudioContext;
  readonly #generator: AudioWorkletNode | undefined;
  readonly #fader: GainNode;
  readonly #delay: DelayNode;
  readonly #toProgram: GainNode;
  readonly #toMonitor: GainNode;
  readonly #meter: AudioWorkletNode;
  #stream: MediaStreamAudioSourceNode | undefined;

  constructor({ context, kind, programBus, monitorBus, onDidMeasure }: StripOptions) {
    this.kind = kind;
    this.#context = context;
    this.#fader = new GainNode(context, { gain: 0, ...stereo });
    this.#delay = new DelayNode(context, { maxDelayTime: maxDelayS, ...stereo });
    this.#toProgram = new GainNode(context, { gain: 0, ...stereo });
    this.#toMonitor = new GainNode(context, { gain: 0, ...stereo });
    this.#meter = createMeter(context, onDidMeasure);
    this.#fader.connect(this.#delay);
    this.#delay.connect(this.#meter);
    this.#delay.connect(this.#toProgram).connect(programBus);
    this.#delay.connect(this.#toMonitor).connect(monitorBus);
    if (kind === 'stream') return;
    this.#generator = new AudioWorkletNode(context, workletNames[kind], {
      numberOfInputs: 0,
      outputChannelCount: [2],
    });
    this.#generator.connect(this.#fader);
  }

  /** `delayS` from `planDelays`. */
  set({ gainDb, muted, monitor }: AudioStrip, delayS: number): void {
    ramp(this.#fader.gain, muted ? 0 : fromDb(gainDb), this.#context);
    ramp(this.#delay.delayTime, delayS, this.#context);
    const { toProgram, toMonitor } = routes(monitor);
    ramp(this.#toProgram.gain, toProgram ? 1 : 0, this.#context);
    ramp(this.#toMonitor.gain, toMonitor ? 1 : 0, this.#context);
  }

  /** What a `stream` strip hears; null is silence. The stream's tracks stay the caller's. */
  setStream(stream: MediaStream | null): void {
    this.#stream?.disconnect();
    this.#stream = undefined;
    if (!stream) return;
    this.#stream = new MediaStreamAudioSourceNode(this.#context, { mediaStream: stream });
    this.#stream.connect(this.#fader);
  }

  setAudioClock(map: AudioClockMap): void {
    if (this.#generator) post(this.#generator, { kind: 'audio-clock', map });
  }

  /** The port on which a `player` strip takes `MediaSound`; the one before is closed. */
  openPlayerPort(): MessagePort {
    const { port1, port2 } = new MessageChannel();
    if (this.#generator) post(this.#generator, { kind: 'connect', port: port1 }, [port1]);
    return port2;
  }

  close(): void {
    this.setStream(null);
    if (this.#generator) endWorklet(this.#generator);
    endWorklet(this.#meter);
    for (const node of [this.#fader, this.#delay, this.#toProgram, this.#toMonitor]) {
      node.disconnect();
    }
  }
}

const stereo = { channelCount: 2, channelCountMode: 'explicit' } as const;

function routes(monitor: AudioStrip['monitor']): { toProgram: boolean; toMonitor: boolean } {
  switch (monitor) {
    case 'off':
      return { toProgram: true, toMonitor: false };
    case 'monitor-only':
      return { toProgram: false, toMonitor: true };
    case 'monitor-and-program':
      return { toProgram: true, toMonitor: true };
    default:
      return assertNever(monitor);
  }
}
