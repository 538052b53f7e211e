import type { Closable } from '#shared/lib/closable.ts';
import type { Clock } from '#shared/lib/clock.ts';
import type { Event } from '#shared/lib/emitter.ts';
import type {
  CompositorSample,
  DestinationSample,
  DestinationState,
  HealthSample,
} from '#shared/model/broadcast.ts';
import type { DestinationSummary, ReportSummary, SessionReport } from '#shared/model/report.ts';
import { percentile, RunningTotal } from './running-total.ts';

export interface ReportRecorderOptions {
  readonly onDidSample: Event<HealthSample>;
  /** A destination's name by its id. */
  readonly nameOf: (id: string) => string;
  readonly clock: Clock;
}

const compositorCounters = [
  'framesComposed',
  'framesLagged',
  'framesEncoded',
  'framesSkipped',
  'encoderRestarts',
] as const satisfies (keyof CompositorSample)[];
const destinationCounters = [
  'bytesSent',
  'framesSent',
  'framesDropped',
  'reconnects',
] as const satisfies (keyof DestinationSample)[];

interface DestinationRecord {
  state: DestinationState;
  readonly totals: Record<(typeof destinationCounters)[number], RunningTotal>;
  readonly queueMs: number[];
}

/** Some five hours of whole samples; a longer session keeps every second one of them, and so on. */
const maxSamples = 20_000;

/** Accumulates a session's samples into its report. Open it before going live; `finish` is the report. */
export class ReportRecorder implements Closable {
  readonly #options: ReportRecorderOptions;
  readonly #startedAtMs: number;
  readonly #subscription: Closable;
  readonly #compositor = totals(compositorCounters, null);
  readonly #destinations = new Map<string, DestinationRecord>();
  readonly #skewMs: number[] = [];
  readonly #cpuCores: number[] = [];
  #memoryMbPeak: number | null = null;
  #recordingBytes = 0;
  #samples: HealthSample[] = [];
  #seen = 0;
  #keepEvery = 1;

  constructor(options: ReportRecorderOptions) {
    this.#options = options;
    this.#startedAtMs = options.clock.wallMs();
    this.#subscription = options.onDidSample((sample) => {
      this.#see(sample);
    });
  }

  /** The report so far. */
  finish(): SessionReport {
    const endedAtMs = this.#options.clock.wallMs();
    return {
      format: 'tallylight-report',
      version: 1,
      startedAtMs: this.#startedAtMs,
      endedAtMs,
      summary: this.#summary((endedAtMs - this.#startedAtMs) / 1000),
      samples: [...this.#samples],
    };
  }

  close(): void {
    this.#subscription.close();
  }

  #see(sample: HealthSample): void {
    this.#keep(sample);
    const { compositor, destinations, recording, cpuCores, memoryMb } = sample;
    if (compositor) {
      for (const name of compositorCounters) this.#compositor[name].see(compositor[name]);
      this.#skewMs.push(Math.abs(compositor.audioSkewMs));
    }
    for (const destination of destinations) this.#seeDestination(destination);
    this.#cpuCores.push(cpuCores);
    this.#memoryMbPeak = Math.max(this.#memoryMbPeak ?? 0, memoryMb);
    this.#recordingBytes = Math.max(this.#recordingBytes, recording.bytesWritten);
  }

  #seeDestination(sample: DestinationSample): void {
    let record = this.#destinations.get(sample.id);
    if (!record) {
      record = { state: sample.state, totals: totals(destinationCounters, 0), queueMs: [] };
      this.#destinations.set(sample.id, record);
    }
    // After the end the states are idle; the report tells how the destination was.
    if (sample.state.kind !== 'idle') record.state = sample.state;
    for (const name of destinationCounters) record.totals[name].see(sample[name]);
    if (sample.state.kind === 'live') record.queueMs.push(sample.queueMs);
  }

  #keep(sample: HealthSample): void {
    if (this.#seen % this.#keepEvery === 0) this.#samples.push(sample);
    this.#seen += 1;
    if (this.#samples.length <= maxSamples) return;
    this.#samples = this.#samples.filter((_, index) => index % 2 === 0);
    this.#keepEvery *= 2;
  }

  #summary(durationS: number): ReportSummary {
    const { framesComposed, framesLagged, framesEncoded, framesSkipped, encoderRestarts } =
      this.#compositor;
    // The first sample has no time before it to measure CPU in.
    const cpuCores = this.#cpuCores.slice(1);
    return {
      durationS,
      framesComposed: framesComposed.total,
      framesLagged: framesLagged.total,
      framesEncoded: framesEncoded.total,
      framesDropped: framesSkipped.total,
      encoderRestarts: encoderRestarts.total,
      destinations: [...this.#destinations].map(([id, record]) => this.#summaryOf(id, record)),
      audioSkewMsP95: percentile(this.#skewMs, 0.95),
      cpuCoresMean:
        cpuCores.length === 0
          ? null
          : cpuCores.reduce((sum, cores) => sum + cores, 0) / cpuCores.length,
      memoryMbPeak: this.#memoryMbPeak,
      recordingBytes: this.#recordingBytes,
    };
  }

  #summaryOf(
    id: string,
    { state, totals: counted, queueMs }: DestinationRecord,
  ): DestinationSummary {
    return {
      id,
      name: this.#options.nameOf(id),
      state,
      bytesSent: counted.bytesSent.total,
      framesSent: counted.framesSent.total,
      framesDropped: counted.framesDropped.total,
      reconnects: counted.reconnects.total,
      queueMsP95: percentile(queueMs, 0.95),
    };
  }
}

function totals<const K extends string>(
  names: readonly K[],
  from: number | null,
): Record<K, RunningTotal> {
  return Object.fromEntries(names.map((name) => [name, new RunningTotal(from)])) as Record<
    K,
    RunningTotal
  >;
}
