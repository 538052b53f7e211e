import { ClosableStack, type Closable } from '#shared/lib/closable.ts';
import { Emitter, type Event } from '#shared/lib/emitter.ts';
import { sourceTraits, type Source, type SourceKind } from '#shared/model/source.ts';
import type { AudioStatus, Levels, MeterFrame, Store } from '../program/program.ts';
import type { AudioClockMap } from './audio-clock.ts';
import { AudioDevice } from './audio-device.ts';
import { createListener, createMeter, endWorklet, post } from './nodes.ts';
import { Strip, type StripKind } from './strip.ts';
import { planDelays } from './sync-offsets.ts';
import { workletNames } from './worklets/worklet-message.ts';
import workletsUrl from './worklets/index.ts?worker&url';

/** The audio graph: a strip a source with sound, the program bus with its tap, the monitor bus. */
export class Mixer implements Closable {
  readonly audio: Store<AudioStatus>;
  readonly onDidNotify: Event<string>;
  readonly onDidMeasureLevels: Event<MeterFrame>;
  readonly #device: AudioDevice;
  readonly #programBus: GainNode;
  readonly #tap: AudioWorkletNode;
  readonly #strips = new Map<string, Strip>();
  readonly #levels = new Map<string, Levels>();
  readonly #closables = new ClosableStack();
  #map: AudioClockMap | undefined;

  /** Rejects where the browser cannot load the worklets. */
  static async create(): Promise<Mixer> {
    const device = new AudioDevice();
    try {
      await device.context.audioWorklet.addModule(workletsUrl);
    } catch (error) {
      await device.close();
      throw error;
    }
    return new Mixer(device);
  }

  private constructor(device: AudioDevice) {
    this.#device = this.#closables.add(device);
    this.audio = device.status;
    this.onDidNotify = device.onDidNotify;
    const { context } = device;
    this.#programBus = new GainNode(context, { channelCount: 2, channelCountMode: 'explicit' });
    this.#tap = createListener(context, workletNames.tap);
    this.#programBus.connect(this.#tap);
    this.#closables.defer(() => {
      endWorklet(this.#tap);
    });
    const measured = this.#closables.add(new Emitter<MeterFrame>());
    this.onDidMeasureLevels = measured.event;
    const meter = createMeter(context, (program) => {
      measured.emit({ program, strips: new Map(this.#levels) });
    });
    this.#programBus.connect(meter);
    this.#closables.defer(() => {
      endWorklet(meter);
    });
    this.#closables.defer(() => {
      this.setSources([]);
    });
    device.resume();
  }

  /** Makes and removes strips as the sources come and go, and sets them as the document says. */
  setSources(sources: readonly Source[]): void {
    const sounding = new Map(
      sources.filter(({ kind }) => sourceTraits[kind].audio).map((source) => [source.id, source]),
    );
    for (const [id, strip] of this.#strips) {
      const source = sounding.get(id);
      if (!source || stripKind(source.kind) !== strip.kind) this.#remove(id, strip);
    }
    const delays = planDelays(
      new Map([...sounding].map(([id, { audio }]) => [id, audio.syncOffsetMs])),
    );
    for (const [id, { kind, audio }] of sounding) {
      const strip = this.#strips.get(id) ?? this.#add(id, stripKind(kind));
      strip.set(audio, delays.get(id) ?? 0);
    }
  }

  /** What a microphone or system-audio source gives; null while it is lost. */
  setStream(sourceId: string, stream: MediaStream | null): void {
    this.#strips.get(sourceId)?.setStream(stream);
  }

  /** Where the compositor worker sends a media source's sound; undefined where there is no such strip. */
  openPlayerPort(sourceId: string): MessagePort | undefined {
    return this.#strips.get(sourceId)?.openPlayerPort();
  }

  /** Where the program bus's PCM comes out, for the compositor worker; the one before is closed. */
  openProgramSound(): MessagePort {
    const { port1, port2 } = new MessageChannel();
    post(this.#tap, { kind: 'connect', port: port1 }, [port1]);
    return port2;
  }

  setAudioClock(map: AudioClockMap): void {
    this.#map = map;
    for (const strip of this.#strips.values()) strip.setAudioClock(map);
  }

  /** Null is the system's default. */
  async setMonitorDevice(deviceId: string | null): Promise<void> {
    await this.#device.setSink(deviceId ?? '');
  }

  resume(): void {
    this.#device.resume();
  }

  async close(): Promise<void> {
    await this.#closables.close();
  }

  #add(id: string, kind: StripKind): Strip {
    const { context } = this.#device;
    const strip = new Strip({
      context,
      kind,
      programBus: this.#programBus,
      monitorBus: context.destination,
      onDidMeasure: (levels) => this.#levels.set(id, levels),
    });
    if (this.#map) strip.setAudioClock(this.#map);
    this.#strips.set(id, strip);
    return strip;
  }

  #remove(id: string, strip: Strip): void {
    strip.close();
    this.#strips.delete(id);
    this.#levels.delete(id);
  }
}

function stripKind(kind: SourceKind): StripKind {
  if (kind === 'test-pattern') return 'tone';
  return kind === 'media' ? 'player' : 'stream';
}
