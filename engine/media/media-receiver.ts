import { assertNever } from '#shared/lib/assert-never.ts';
import type { Closable } from '#shared/lib/closable.ts';
import type { Event } from '#shared/lib/emitter.ts';
import type { VideoFormat, VideoPacket } from '#shared/model/packet.ts';
import {
  decodeMediaFrame,
  encodeMediaFrame,
  MediaFrameError,
  type MediaFrame,
  type MediaFrameKind,
} from '#shared/protocol/media-frame.ts';
import type { MediaTransport } from './media-transport.ts';
import { decodePcm, decodeVideoFormat } from './media-payload.ts';

/** Payload bytes that the page may have on the way: over a second of 50 Mb/s. */
export const creditWindowBytes = 8 * 1024 * 1024;
/** Granted in portions, so that a grant does not go out for every frame. */
const grantBytes = creditWindowBytes / 8;

/** Who takes what the page sent. */
export interface MediaSink {
  setVideoFormat(format: VideoFormat): void;
  takeVideo(packet: VideoPacket): void;
  /** Interleaved stereo float32 at 48 kHz nominal. */
  takeSound(timestampUs: number, samples: Float32Array): void;
}

export interface MediaReceiverOptions {
  readonly transport: MediaTransport;
  readonly sink: MediaSink;
}

/**
 * The engine's end of the media channel (docs/media-channel.md): checks each frame, routes it, and
 * grants credit for what was taken. A frame that breaks the format closes the channel, for what
 * follows it cannot be trusted.
 */
export class MediaReceiver implements Closable {
  readonly onDidClose: Event<string>;
  readonly #transport: MediaTransport;
  readonly #sink: MediaSink;
  #credit = 0;
  #taken = 0;
  #hasFormat = false;

  constructor({ transport, sink }: MediaReceiverOptions) {
    this.#transport = transport;
    this.#sink = sink;
    this.onDidClose = transport.onDidClose;
    transport.onDidReceive((bytes) => {
      this.#receive(bytes);
    });
    this.#grant(creditWindowBytes);
  }

  requestKeyFrame(): void {
    this.#send('keyFrameRequest', new Uint8Array());
  }

  close(detail?: string): void {
    this.#transport.close(detail);
  }

  #receive(bytes: Uint8Array): void {
    try {
      const frame = decodeMediaFrame(bytes);
      const { byteLength } = frame.payload;
      // A format must arrive: it may be sent on credit that is yet to come.
      if (byteLength > this.#credit && frame.kind !== 'videoFormat') {
        throw new MediaFrameError(
          `${byteLength} bytes of payload with a credit of ${this.#credit}`,
        );
      }
      this.#credit -= byteLength;
      this.#route(frame);
      this.#taken += byteLength;
      if (this.#taken < grantBytes) return;
      this.#grant(this.#taken);
      this.#taken = 0;
    } catch (error) {
      if (!(error instanceof MediaFrameError)) throw error;
      this.close(error.message);
    }
  }

  #route(frame: MediaFrame): void {
    const { kind, index, timestampUs, durationUs, payload } = frame;
    if (index !== 0) throw new MediaFrameError(`media ${kind} of index ${index}: there is one`);
    switch (kind) {
      case 'videoFormat':
        this.#sink.setVideoFormat(decodeVideoFormat(payload));
        this.#hasFormat = true;
        return;
      case 'video':
        if (!this.#hasFormat) throw new MediaFrameError('video before its format');
        if (payload.byteLength === 0) throw new MediaFrameError('video without payload');
        this.#sink.takeVideo({
          kind: 'video',
          rendition: index,
          isKey: frame.isKey,
          timestampUs,
          durationUs,
          data: payload,
        });
        return;
      case 'pcm':
        this.#sink.takeSound(timestampUs, decodePcm(payload));
        return;
      case 'credit':
      case 'keyFrameRequest':
        throw new MediaFrameError(`media ${kind} from the page`);
      default:
        assertNever(kind);
    }
  }

  #grant(bytes: number): void {
    this.#credit += bytes;
    const payload = new Uint8Array(4);
    new DataView(payload.buffer).setUint32(0, bytes);
    this.#send('credit', payload);
  }

  #send(kind: MediaFrameKind, payload: Uint8Array): void {
    this.#transport.send(
      encodeMediaFrame({ kind, isKey: false, index: 0, timestampUs: 0, durationUs: 0, payload }),
    );
  }
}
