import type { engineService } from '#shared/contract/engine.ts';
import type { Closable } from '#shared/lib/closable.ts';
import type { Clock } from '#shared/lib/clock.ts';
import { Emitter } from '#shared/lib/emitter.ts';
import type { Logger } from '#shared/lib/logger.ts';
import { Secret } from '#shared/lib/secret.ts';
import type { DestinationState, RecordingState } from '#shared/model/broadcast.ts';
import type { VideoFormat } from '#shared/model/packet.ts';
import { RpcError } from '#shared/rpc/rpc-error.ts';
import type { Implementation } from '#shared/rpc/service.ts';
import { listAudioEncoders } from './av/encoders.ts';
import { MediaReceiver, type MediaSink } from './media/media-receiver.ts';
import type { MediaTransport } from './media/media-transport.ts';
import { EngineSession, type CreatePublisher, type EngineSample } from './session.ts';

export interface EngineOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly createPublisher: CreatePublisher;
}

/**
 * The engine as the core sees it: at most one session, and at most one page that sends media. What
 * the page sends while no session is open is taken and forgotten, but for the format of its pictures.
 */
export class Engine implements Closable {
  readonly #options: EngineOptions;
  readonly #destinationChanged = new Emitter<{ id: string; state: DestinationState }>();
  readonly #recordingChanged = new Emitter<RecordingState>();
  readonly #sampled = new Emitter<EngineSample>();
  #session: EngineSession | undefined;
  #receiver: MediaReceiver | undefined;
  #videoFormat: VideoFormat | undefined;

  constructor(options: EngineOptions) {
    this.#options = options;
  }

  readonly service: Implementation<typeof engineService> = {
    openSession: ({ audioCodec, audioBitrateKbps }) => {
      if (this.#session) throw new RpcError('conflict', 'A session is open already.');
      const session = new EngineSession({ ...this.#options, audioCodec, audioBitrateKbps });
      session.onDidChangeDestination((change) => {
        this.#destinationChanged.emit(change);
      });
      session.onDidChangeRecording((state) => {
        this.#recordingChanged.emit(state);
      });
      session.onDidSample((sample) => {
        this.#sampled.emit(sample);
      });
      session.onDidRequestKeyFrame(() => {
        this.#receiver?.requestKeyFrame();
      });
      if (this.#videoFormat) session.setVideoFormat(this.#videoFormat);
      this.#session = session;
      this.#options.logger.info('session opened', { audioCodec, audioBitrateKbps });
    },
    closeSession: () => this.#closeSession(),
    addDestination: ({ streamKey, ...destination }) => {
      this.#opened().addDestination({ ...destination, streamKey: new Secret(streamKey) });
    },
    removeDestination: ({ id }) => this.#opened().removeDestination(id),
    retryDestination: ({ id }) => {
      this.#opened().retryDestination(id);
    },
    startRecording: ({ file, container }) => {
      this.#opened().startRecording(file, container);
    },
    stopRecording: () => this.#opened().stopRecording(),
    listEncoders: () => listAudioEncoders(),
    onDidChangeDestination: this.#destinationChanged.event,
    onDidChangeRecording: this.#recordingChanged.event,
    onDidSample: this.#sampled.event,
  };

  /** Takes media from a page; one that came before is let go of, for a page that reloads comes twice. */
  attachMedia(transport: MediaTransport): void {
    const { logger } = this.#options;
    this.#receiver?.close('another page took over');
    const receiver = new MediaReceiver({ transport, sink: this.#sink });
    this.#receiver = receiver;
    receiver.onDidClose((detail) => {
      logger.info('media channel closed', { detail });
      if (this.#receiver === receiver) this.#receiver = undefined;
    });
    logger.info('media channel opened');
  }

  /** Finishes the recording, says goodbye to servers, lets go of the page. Idempotent. */
  async close(): Promise<void> {
    this.#receiver?.close('the engine ends');
    await this.#closeSession();
  }

  readonly #sink: MediaSink = {
    setVideoFormat: (format) => {
      this.#videoFormat = format;
      this.#session?.setVideoFormat(format);
    },
    takeVideo: (packet) => this.#session?.takeVideo(packet),
    takeSound: (timestampUs, samples) => this.#session?.takeSound(timestampUs, samples),
  };

  async #closeSession(): Promise<void> {
    const session = this.#session;
    if (!session) return;
    this.#session = undefined;
    await session.close();
    this.#options.logger.info('session closed');
  }

  #opened(): EngineSession {
    if (!this.#session) throw new RpcError('conflict', 'No session is open.');
    return this.#session;
  }
}
