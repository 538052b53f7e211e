import { ClosableStack, type Closable } from '#shared/lib/closable.ts';
import type { Clock } from '#shared/lib/clock.ts';
import { Emitter } from '#shared/lib/emitter.ts';
import type { Logger } from '#shared/lib/logger.ts';
import type { Secret } from '#shared/lib/secret.ts';
import type {
  DestinationSample,
  DestinationState,
  RecordingState,
} from '#shared/model/broadcast.ts';
import type { AudioCodec, VideoFormat, VideoPacket } from '#shared/model/packet.ts';
import { RpcError } from '#shared/rpc/rpc-error.ts';
import type { Container } from './av/muxer.ts';
import { ProgramSound } from './encode/program-sound.ts';
import { PacketHub, type PacketSubscription } from './hub/packet-hub.ts';
import type { MediaSink } from './media/media-receiver.ts';
import { ProgramHold } from './program-hold.ts';
import type { Publisher } from './publish/publisher.ts';
import { Recorder, type RecordingResult } from './record/recorder.ts';
import { VideoGate } from './video-gate.ts';

export interface EngineDestination {
  readonly id: string;
  readonly kind: 'rtmp';
  readonly url: string;
  readonly streamKey: Secret;
}

export type CreatePublisher = (
  destination: EngineDestination,
  options: { readonly packets: PacketSubscription; readonly clock: Clock },
) => Publisher;

export interface EngineSessionOptions {
  readonly audioCodec: AudioCodec;
  readonly audioBitrateKbps: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly createPublisher: CreatePublisher;
}

export interface EngineSample {
  readonly destinations: DestinationSample[];
  /** Of the recording that runs, or ran last. */
  readonly recordingBytes: number;
  readonly audioDriftPpm: number;
}

const publisherLimitMs = 2000;
const recorderLimitMs = 10_000;
const sampleIntervalMs = 1000;

/** One program: its packets' hub, its sound, who publishes it and who records it. */
export class EngineSession implements MediaSink, Closable {
  readonly #options: EngineSessionOptions;
  readonly #hub: PacketHub;
  readonly #sound: ProgramSound;
  readonly #gate: VideoGate;
  readonly #hold: ProgramHold;
  readonly #publishers = new Map<string, Publisher>();
  readonly #destinationChanged = new Emitter<{ id: string; state: DestinationState }>();
  readonly #recordingChanged = new Emitter<RecordingState>();
  readonly #sampled = new Emitter<EngineSample>();
  readonly onDidChangeDestination = this.#destinationChanged.event;
  readonly onDidChangeRecording = this.#recordingChanged.event;
  /** Once a second. */
  readonly onDidSample = this.#sampled.event;
  /** The page's encoder is asked for a key frame; at most twice a second. */
  readonly onDidRequestKeyFrame: PacketHub['onDidRequestKeyFrame'];
  readonly #owned = new ClosableStack();
  #recorder: Recorder | undefined;
  #sampleTimer: Closable | undefined;

  constructor(options: EngineSessionOptions) {
    this.#options = options;
    const { audioCodec, audioBitrateKbps, clock } = options;
    this.#hub = this.#owned.add(new PacketHub({ clock }));
    this.onDidRequestKeyFrame = this.#hub.onDidRequestKeyFrame;
    this.#sound = this.#owned.add(
      new ProgramSound({ codec: audioCodec, bitrateKbps: audioBitrateKbps, hub: this.#hub }),
    );
    this.#gate = new VideoGate({ hub: this.#hub, audioFormat: this.#sound.format });
    this.#hold = this.#owned.add(
      new ProgramHold({
        clock,
        sink: {
          takeVideo: (packet) => {
            this.#gate.take(packet);
          },
          takeSound: (timestampUs, samples) => {
            this.#sound.take(timestampUs, samples);
          },
        },
      }),
    );
    this.#owned.defer(() => this.#closeConsumers());
    this.#owned.defer(() => this.#sampleTimer?.close());
    this.#sampleLater();
  }

  setVideoFormat(format: VideoFormat): void {
    this.#hold.forgetPicture();
    this.#gate.setFormat(format);
  }

  takeVideo(packet: VideoPacket): void {
    this.#hold.sawVideo(packet);
    this.#gate.take(packet);
  }

  takeSound(timestampUs: number, samples: Float32Array): void {
    this.#hold.sawSound(timestampUs);
    this.#sound.take(timestampUs, samples);
  }

  /** Begins to publish. Throws `RpcError` `conflict` when `id` is there already. */
  addDestination(destination: EngineDestination): void {
    const { id } = destination;
    if (this.#publishers.has(id)) {
      throw new RpcError('conflict', `Destination ${id} is there already.`, 'id');
    }
    const { clock, logger, createPublisher } = this.#options;
    const packets = this.#hub.subscribe({ limitMs: publisherLimitMs });
    const publisher = createPublisher(destination, { packets, clock });
    let lastKind = publisher.state.kind;
    publisher.onDidChangeState((state) => {
      // The steps of one attempt are no transitions.
      logger[state.kind === lastKind ? 'debug' : 'info']('destination', { id, ...describe(state) });
      lastKind = state.kind;
      this.#destinationChanged.emit({ id, state });
    });
    this.#publishers.set(id, publisher);
    publisher.start();
  }

  /** Resolves when it said goodbye. Rejects with `not-found`. */
  async removeDestination(id: string): Promise<void> {
    const publisher = this.#publisher(id);
    this.#publishers.delete(id);
    await publisher.close();
  }

  retryDestination(id: string): void {
    this.#publisher(id).retry();
  }

  /** Records from the next key frame on. Throws `RpcError` `conflict` while a recording runs. */
  startRecording(file: string, container: Container): void {
    if (this.#recorder?.state.kind === 'recording') {
      throw new RpcError('conflict', 'A recording is running already.');
    }
    const { clock, logger } = this.#options;
    const packets = this.#hub.subscribe({ limitMs: recorderLimitMs });
    const recorder = new Recorder({ packets, file, container, clock });
    recorder.onDidChangeState((state) => {
      logger.info('recording', { ...state });
      this.#recordingChanged.emit(state);
    });
    this.#recorder = recorder;
    recorder.start();
  }

  /** Finishes the file; after a failure it tells what was written. Rejects with `conflict`. */
  async stopRecording(): Promise<RecordingResult> {
    const recorder = this.#recorder;
    if (!recorder) throw new RpcError('conflict', 'Nothing is being recorded.');
    const result = await recorder.stop();
    if (this.#recorder === recorder) this.#recorder = undefined;
    return result;
  }

  /** Publishers say goodbye and the recording is finished, at once; then the rest. Idempotent. */
  close(): Promise<void> {
    return this.#owned.close();
  }

  async #closeConsumers(): Promise<void> {
    const consumers = [...this.#publishers.values(), ...(this.#recorder ? [this.#recorder] : [])];
    const results = await Promise.allSettled(consumers.map(async (consumer) => consumer.close()));
    for (const result of results) {
      if (result.status === 'rejected') {
        this.#options.logger.error('closing a consumer', { error: result.reason });
      }
    }
  }

  #publisher(id: string): Publisher {
    const publisher = this.#publishers.get(id);
    if (!publisher) throw RpcError.notFound(`There is no destination ${id}.`, 'id');
    return publisher;
  }

  #sampleLater(): void {
    this.#sampleTimer = this.#options.clock.after(sampleIntervalMs, () => {
      this.#sampleLater();
      this.#sampled.emit({
        destinations: [...this.#publishers.values()].map((publisher) => publisher.sample()),
        recordingBytes: this.#recorder?.bytesWritten ?? 0,
        audioDriftPpm: this.#sound.driftPpm,
      });
    });
  }
}

function describe(state: DestinationState): Record<string, unknown> {
  const failure = 'failure' in state ? state.failure : undefined;
  return { state: state.kind, ...('step' in state ? { step: state.step } : {}), ...failure };
}
