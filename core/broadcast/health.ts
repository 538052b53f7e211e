import { ClosableStack, type Closable } from '#shared/lib/closable.ts';
import type { Clock } from '#shared/lib/clock.ts';
import { Emitter } from '#shared/lib/emitter.ts';
import type { Logger } from '#shared/lib/logger.ts';
import type {
  CompositorSample,
  DestinationSample,
  DestinationState,
  HealthSample,
  RecordingState,
} from '#shared/model/broadcast.ts';
import type { Usage, UsageSource } from '../health/process-tree.ts';
import type { Producer } from '../studio/page-registry.ts';
import type { ProducerSource } from './encoding.ts';
import type { EngineLink } from './engine-link.ts';

export interface HealthOptions {
  readonly link: EngineLink;
  readonly pages: ProducerSource;
  readonly session: { readonly destinations: ReadonlyMap<string, DestinationState> };
  readonly recording: { readonly state: RecordingState };
  readonly usage: UsageSource;
  readonly clock: Clock;
  readonly logger: Logger;
}

const periodMs = 1000;
/** A page that is silent for longer makes no picture. */
const staleMs = 3000;

/** One sample a second of everything, while anybody listens. */
export class Health implements Closable {
  readonly #sampled = new Emitter<HealthSample>();
  readonly onDidSample = this.#sampled.event;
  readonly #options: HealthOptions;
  readonly #subscriptions = new ClosableStack();
  readonly #destinations = new Map<string, DestinationSample>();
  #producer: Closable | null = null;
  #compositor: { readonly sample: CompositorSample; readonly atUs: number } | null = null;
  #bytesWritten = 0;
  #timer: Closable | null = null;
  #isClosed = false;
  #toldTrouble = false;

  constructor(options: HealthOptions) {
    this.#options = options;
    const { link, pages } = options;
    this.#subscriptions.add(
      link.onDidSample(({ destinations, recordingBytes }) => {
        for (const sample of destinations) this.#destinations.set(sample.id, sample);
        this.#bytesWritten = recordingBytes;
      }),
    );
    this.#subscriptions.add(
      pages.onDidChangeProducer((producer) => {
        this.#follow(producer);
      }),
    );
    this.#follow(pages.producer);
    this.#tick();
  }

  close(): void {
    this.#isClosed = true;
    this.#timer?.close();
    this.#producer?.close();
    void this.#subscriptions.close();
    this.#sampled.close();
  }

  #follow(producer: Producer | null): void {
    this.#producer?.close();
    this.#compositor = null;
    this.#producer =
      producer?.onDidSample((sample) => {
        this.#compositor = { sample, atUs: this.#options.clock.nowUs() };
      }) ?? null;
  }

  #tick(): void {
    this.#timer = this.#options.clock.after(periodMs, () => {
      this.#tick();
      if (this.#sampled.hasListeners) void this.#sample();
    });
  }

  async #sample(): Promise<void> {
    const { session, recording, clock } = this.#options;
    const usage = await this.#usage();
    if (this.#isClosed) return;
    const isRecording = recording.state.kind === 'recording';
    this.#sampled.emit({
      atMs: clock.wallMs(),
      compositor: this.#freshCompositor(),
      destinations: [...session.destinations].map(([id, state]) => ({
        ...(this.#destinations.get(id) ?? emptySample(id)),
        state,
      })),
      recording: { state: recording.state, bytesWritten: isRecording ? this.#bytesWritten : 0 },
      ...usage,
    });
  }

  #freshCompositor(): CompositorSample | null {
    const { clock } = this.#options;
    const newest = this.#compositor;
    return newest && clock.nowUs() - newest.atUs <= staleMs * 1000 ? newest.sample : null;
  }

  async #usage(): Promise<Usage> {
    try {
      return await this.#options.usage.sample();
    } catch (error) {
      if (!this.#toldTrouble) this.#options.logger.warn('CPU and memory cannot be read', { error });
      this.#toldTrouble = true;
      return { cpuCores: 0, memoryMb: 0 };
    }
  }
}

function emptySample(id: string): Omit<DestinationSample, 'state'> {
  return {
    id,
    bytesSent: 0,
    bytesAcknowledged: null,
    bitrateKbps: 0,
    queueMs: 0,
    framesSent: 0,
    framesDropped: 0,
    reconnects: 0,
  };
}
