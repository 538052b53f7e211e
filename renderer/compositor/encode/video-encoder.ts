import type { Closable } from '#shared/lib/closable.ts';
import type { VideoFormat, VideoPacket } from '#shared/model/packet.ts';
import { frameTimestampUs } from '#shared/model/program-clock.ts';
import type { OutputSettings } from '#shared/model/settings.ts';
import { accelerationsOf, encoderConfig } from './encoder-config.ts';
import { KeyFrameGrid } from './key-frame-grid.ts';
import { RestartBudget } from './restart-budget.ts';

/** Frames that wait for the encoder; more are left out. */
const maxQueue = 3;

export interface ProgramEncoderOptions {
  readonly output: OutputSettings;
  readonly nowUs: () => number;
  /** At the first packet, and whenever the format is another. */
  readonly onFormat: (format: VideoFormat, acceleration: 'hardware' | 'software') => void;
  readonly onPacket: (packet: VideoPacket) => void;
  /** It could not be kept alive; nothing more comes. */
  readonly onFailed: (detail: string) => void;
  /** Makes the encoder; for tests that break it. */
  readonly makeEncoder?: (init: VideoEncoderInit) => VideoEncoder;
}

/**
 * Encodes the program. Starts itself again on an error, with a key frame, at most 5 times in 10 s;
 * `auto` goes from hardware to software when hardware fails.
 */
export class ProgramEncoder implements Closable {
  readonly #options: ProgramEncoderOptions;
  readonly #grid: KeyFrameGrid;
  readonly #budget = new RestartBudget(5, 10_000_000);
  #accelerations: ('hardware' | 'software')[];
  #bitrateKbps: number;
  #encoder: VideoEncoder | null = null;
  #format: VideoFormat | null = null;
  #isClosed = false;
  #encoded = 0;
  #skipped = 0;
  #restarts = 0;

  constructor(options: ProgramEncoderOptions) {
    this.#options = options;
    const { output } = options;
    this.#grid = new KeyFrameGrid(output.fps, output.keyframeIntervalS);
    this.#accelerations = accelerationsOf(output.encoder);
    this.#bitrateKbps = output.videoBitrateKbps;
  }

  get framesEncoded(): number {
    return this.#encoded;
  }

  /** Frames left out because the encoder was busy. */
  get framesSkipped(): number {
    return this.#skipped;
  }

  get restarts(): number {
    return this.#restarts;
  }

  /** Resolves when it may be given frames; fails by `onFailed`. */
  async start(): Promise<void> {
    while (this.#accelerations.length > 1 && !(await this.#isSupported())) {
      this.#accelerations.shift();
    }
    if (!this.#isClosed) this.#open();
  }

  /** The caller closes the frame. */
  encode(frame: VideoFrame, frameNumber: number): void {
    const encoder = this.#encoder;
    if (encoder?.state !== 'configured') return;
    const { width, height } = this.#options.output;
    // The last frame of another size, when the output was changed while it was composed.
    if (frame.displayWidth !== width || frame.displayHeight !== height) return;
    if (encoder.encodeQueueSize >= maxQueue) {
      this.#skipped += 1;
      return;
    }
    encoder.encode(frame, { keyFrame: this.#grid.isKey(frameNumber) });
  }

  /** The next frame is a key frame. */
  requestKeyFrame(): void {
    this.#grid.request();
  }

  setBitrate(bitrateKbps: number): void {
    this.#bitrateKbps = bitrateKbps;
    const encoder = this.#encoder;
    if (encoder?.state !== 'configured') return;
    encoder.configure(this.#config());
    // The format says the bitrate too, but a change of it alone is no new stream.
    if (this.#format) this.#format = { ...this.#format, bitrateKbps };
  }

  /** Drops what the encoder still has. */
  close(): void {
    this.#isClosed = true;
    this.#closeEncoder();
  }

  async #isSupported(): Promise<boolean> {
    try {
      return (await VideoEncoder.isConfigSupported(this.#config())).supported ?? false;
    } catch {
      return false;
    }
  }

  #config(): VideoEncoderConfig {
    return encoderConfig(this.#options.output, this.#bitrateKbps, this.#acceleration);
  }

  get #acceleration(): 'hardware' | 'software' {
    return this.#accelerations[0] ?? 'software';
  }

  #open(): void {
    const init: VideoEncoderInit = {
      output: (chunk, metadata) => {
        if (this.#encoder === encoder) this.#receive(chunk, metadata);
      },
      error: (error) => {
        if (this.#encoder === encoder) this.#restart(error);
      },
    };
    const encoder = this.#options.makeEncoder?.(init) ?? new VideoEncoder(init);
    this.#encoder = encoder;
    this.#grid.request();
    try {
      encoder.configure(this.#config());
    } catch (error) {
      this.#restart(error);
    }
  }

  #restart(error: unknown): void {
    this.#closeEncoder();
    if (this.#isClosed) return;
    const detail = error instanceof Error ? error.message : String(error);
    if (!this.#budget.take(this.#options.nowUs())) {
      this.#isClosed = true;
      this.#options.onFailed(detail);
      return;
    }
    this.#restarts += 1;
    if (this.#accelerations.length > 1) this.#accelerations.shift();
    this.#open();
  }

  #closeEncoder(): void {
    const encoder = this.#encoder;
    this.#encoder = null;
    if (encoder && encoder.state !== 'closed') encoder.close();
  }

  #receive(chunk: EncodedVideoChunk, metadata: EncodedVideoChunkMetadata | undefined): void {
    if (metadata?.decoderConfig) this.#learnFormat(metadata.decoderConfig);
    const { fps } = this.#options.output;
    const data = new Uint8Array(chunk.byteLength);
    chunk.copyTo(data);
    this.#encoded += 1;
    this.#options.onPacket({
      kind: 'video',
      rendition: 0,
      isKey: chunk.type === 'key',
      timestampUs: chunk.timestamp,
      durationUs: chunk.duration ?? frameTimestampUs(1, fps),
      data,
    });
  }

  #learnFormat(config: VideoDecoderConfig): void {
    const { output } = this.#options;
    const description = bytesOf(config.description);
    const format: VideoFormat = {
      codec: output.videoCodec,
      codecString: config.codec,
      width: output.width,
      height: output.height,
      fps: output.fps,
      bitrateKbps: this.#bitrateKbps,
      description,
    };
    if (this.#format && isSameFormat(this.#format, format)) return;
    this.#format = format;
    this.#options.onFormat(format, this.#acceleration);
  }
}

function bytesOf(description: AllowSharedBufferSource | undefined): Uint8Array {
  if (!description) return new Uint8Array(0);
  return ArrayBuffer.isView(description)
    ? new Uint8Array(description.buffer, description.byteOffset, description.byteLength).slice()
    : new Uint8Array(description).slice();
}

function isSameFormat(first: VideoFormat, second: VideoFormat): boolean {
  return (
    first.codecString === second.codecString &&
    first.width === second.width &&
    first.height === second.height &&
    first.description.length === second.description.length &&
    first.description.every((byte, index) => byte === second.description[index])
  );
}
