import type { Closable } from '#shared/lib/closable.ts';
import type { VideoFormat, VideoPacket } from '#shared/model/packet.ts';
import {
  MediaFrameError,
  decodeMediaFrame,
  encodeMediaFrame,
} from '#shared/protocol/media-frame.ts';
import type { MediaFrame } from '#shared/protocol/media-frame.ts';
import type { MediaLink } from '../messages.ts';
import { CreditGate } from './credit-gate.ts';
import { connectMedia } from './media-connection.ts';
import type { MediaConnection, MediaConnectionOptions } from './media-connection.ts';

const samplesPerUs = 48_000 / 1e6;

export interface MediaSenderOptions {
  readonly link: MediaLink;
  readonly onDidNeedKeyFrame: () => void;
  readonly onDidLose: (detail: string) => void;
  readonly connect?: (options: MediaConnectionOptions) => MediaConnection;
}

interface Sound {
  readonly timestampUs: number;
  readonly durationUs: number;
  readonly bytes: number;
  readonly payload: Uint8Array;
}

/** The page's end of the media channel. What cannot be sent is left out by `CreditGate`'s rules and counted. */
export class MediaSender implements Closable {
  readonly #options: MediaSenderOptions;
  readonly #connection: MediaConnection;
  readonly #gate = new CreditGate<Sound>();
  #format: VideoFormat | null = null;
  #isOpen = false;
  #hasAskedForKey = false;

  constructor(options: MediaSenderOptions) {
    this.#options = options;
    const { link } = options;
    this.#connection = (options.connect ?? connectMedia)({
      link,
      onDidOpen: () => {
        this.#open();
      },
      onDidReceive: (bytes) => {
        this.#receive(bytes);
      },
      onDidLose: (detail) => {
        this.#isOpen = false;
        options.onDidLose(detail);
      },
    });
  }

  /** Access units left out for want of credit or of a connection. */
  get videoDropped(): number {
    return this.#gate.videoDropped;
  }

  /** Blocks of sound left out because more than a second had piled up. */
  get soundDropped(): number {
    return this.#gate.soundDropped;
  }

  setFormat(format: VideoFormat): void {
    this.#format = format;
    if (this.#isOpen) this.#sendFormat(format);
    this.#askForKey();
  }

  sendVideo({ data, isKey, rendition, timestampUs, durationUs }: VideoPacket): void {
    const isSent = this.#gate.offerVideo(data.byteLength, isKey);
    if (isKey) this.#hasAskedForKey = false;
    if (!isSent) return;
    this.#send({ kind: 'video', isKey, index: rendition, timestampUs, durationUs, payload: data });
  }

  /** Interleaved stereo float32 at 48 kHz. */
  sendSound(timestampUs: number, samples: Float32Array): void {
    const payload = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
    const durationUs = Math.round(samples.length / 2 / samplesPerUs);
    this.#gate.offerSound({ timestampUs, durationUs, bytes: payload.byteLength, payload });
    this.#flushSound();
  }

  /** Encoding stopped: what waits is of no use to the next broadcast. */
  clear(): void {
    this.#format = null;
    this.#gate.clearSound();
  }

  close(): void {
    this.#isOpen = false;
    this.#connection.close();
  }

  #open(): void {
    this.#isOpen = true;
    this.#gate.reset();
    this.#hasAskedForKey = false;
    if (this.#format) this.#sendFormat(this.#format);
  }

  #receive(bytes: Uint8Array): void {
    let frame: MediaFrame;
    try {
      frame = decodeMediaFrame(bytes);
    } catch (error) {
      if (error instanceof MediaFrameError) return;
      throw error;
    }
    if (frame.kind === 'keyFrameRequest') this.#options.onDidNeedKeyFrame();
    if (frame.kind !== 'credit' || frame.payload.byteLength !== 4) return;
    const { buffer, byteOffset } = frame.payload;
    this.#gate.grant(new DataView(buffer, byteOffset, 4).getUint32(0));
    this.#flushSound();
    this.#askForKey();
  }

  /** Once, until the key frame came: it may take the encoder a frame or two. */
  #askForKey(): void {
    if (this.#hasAskedForKey || !this.#gate.wantsKeyFrame || !this.#format) return;
    this.#hasAskedForKey = true;
    this.#options.onDidNeedKeyFrame();
  }

  #flushSound(): void {
    if (!this.#isOpen) return;
    for (let sound = this.#gate.shiftSound(); sound; sound = this.#gate.shiftSound()) {
      const { timestampUs, durationUs, payload } = sound;
      this.#send({ kind: 'pcm', isKey: false, index: 0, timestampUs, durationUs, payload });
    }
  }

  #sendFormat({ description, ...format }: VideoFormat): void {
    const json = new TextEncoder().encode(JSON.stringify(format));
    const payload = new Uint8Array(4 + json.byteLength + description.byteLength);
    new DataView(payload.buffer).setUint32(0, json.byteLength);
    payload.set(json, 4);
    payload.set(description, 4 + json.byteLength);
    this.#gate.spend(payload.byteLength);
    const isKey = false;
    this.#send({ kind: 'videoFormat', isKey, index: 0, timestampUs: 0, durationUs: 0, payload });
  }

  #send(frame: MediaFrame): void {
    if (this.#isOpen) this.#connection.send(encodeMediaFrame(frame));
  }
}
