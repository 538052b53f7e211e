import type { Closable } from '#shared/lib/closable.ts';
import type { VideoFormat } from '#shared/model/packet.ts';
import type { OutputSettings } from '#shared/model/settings.ts';
import type { FromCompositor, MediaLink } from './messages.ts';
import { MediaSender } from './encode/media-sender.ts';
import { ProgramEncoder } from './encode/video-encoder.ts';
import { ProgramSoundIntake } from '../mixer/program-sound.ts';

export interface ProgramOutputOptions {
  readonly nowUs: () => number;
  readonly post: (message: FromCompositor) => void;
}

/** What leaves the worker: the encoded program and its sound, on the media channel. */
export class ProgramOutput implements Closable {
  readonly #options: ProgramOutputOptions;
  #encoder: ProgramEncoder | null = null;
  #sender: MediaSender | null = null;
  #sound: ProgramSoundIntake | null = null;
  /** Of the encoder, once known. */
  #format: VideoFormat | null = null;
  readonly #ended = { encoded: 0, skipped: 0, restarts: 0 };

  constructor(options: ProgramOutputOptions) {
    this.#options = options;
  }

  /** Totals since the start, over every encoder and connection there was. */
  get counts(): { framesEncoded: number; framesSkipped: number; encoderRestarts: number } {
    const { encoded, skipped, restarts } = this.#ended;
    return {
      framesEncoded: encoded + (this.#encoder?.framesEncoded ?? 0),
      framesSkipped:
        skipped + (this.#encoder?.framesSkipped ?? 0) + (this.#sender?.videoDropped ?? 0),
      encoderRestarts: restarts + (this.#encoder?.restarts ?? 0),
    };
  }

  get audioDriftPpm(): number {
    return this.#sound?.driftPpm ?? 0;
  }

  get audioSkewMs(): number {
    return this.#sound?.skewMs ?? 0;
  }

  get isEncoding(): boolean {
    return this.#encoder !== null;
  }

  connect(link: MediaLink): void {
    this.#closeSender();
    const { post } = this.#options;
    const sender = new MediaSender({
      link,
      onDidNeedKeyFrame: () => {
        this.#encoder?.requestKeyFrame();
      },
      onDidLose: (detail) => {
        post({ kind: 'media-lost', detail });
      },
    });
    if (this.#format) sender.setFormat(this.#format);
    this.#sender = sender;
  }

  setProgramSound(port: MessagePort): void {
    this.#sound?.close();
    const { nowUs, post } = this.#options;
    this.#sound = new ProgramSoundIntake({
      port,
      nowUs,
      onDidUpdateMap: (map) => {
        post({ kind: 'audio-clock', map });
      },
      onPcm: (timestampUs, samples) => {
        if (this.#encoder) this.#sender?.sendSound(timestampUs, samples);
      },
    });
  }

  start(output: OutputSettings): void {
    this.stop();
    const { nowUs, post } = this.#options;
    let hasStarted = false;
    const encoder = new ProgramEncoder({
      output,
      nowUs,
      onFormat: (format, acceleration) => {
        this.#format = format;
        this.#sender?.setFormat(format);
        if (hasStarted) return;
        hasStarted = true;
        post({ kind: 'encoding-started', codecString: format.codecString, acceleration });
      },
      onPacket: (packet) => {
        this.#sender?.sendVideo(packet);
      },
      onFailed: (detail) => {
        this.stop();
        post({ kind: 'encoding-failed', detail });
      },
    });
    this.#encoder = encoder;
    void encoder.start();
  }

  encode(frame: VideoFrame, frameNumber: number): void {
    this.#encoder?.encode(frame, frameNumber);
  }

  setBitrate(bitrateKbps: number): void {
    this.#encoder?.setBitrate(bitrateKbps);
  }

  stop(): void {
    const encoder = this.#encoder;
    if (!encoder) return;
    this.#encoder = null;
    this.#format = null;
    encoder.close();
    this.#ended.encoded += encoder.framesEncoded;
    this.#ended.skipped += encoder.framesSkipped;
    this.#ended.restarts += encoder.restarts;
    this.#sender?.clear();
  }

  close(): void {
    this.stop();
    this.#closeSender();
    this.#sound?.close();
    this.#sound = null;
  }

  #closeSender(): void {
    this.#ended.skipped += this.#sender?.videoDropped ?? 0;
    this.#sender?.close();
    this.#sender = null;
  }
}
