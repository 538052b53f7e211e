import type { Closable } from '#shared/lib/closable.ts';
import { once, Emitter } from '#shared/lib/emitter.ts';
import {
  decodeMediaFrame,
  encodeMediaFrame,
  type MediaFrame,
} from '#shared/protocol/media-frame.ts';
import type { VideoFormat } from '#shared/model/packet.ts';
import { programNowUs } from '#shared/model/program-clock.ts';
import { isFlashAt, toneAmplitude, toneHz } from '#shared/model/test-pattern.ts';
import type { H264Clip } from './media-packets.ts';

export interface MediaPageOptions {
  readonly url: string;
  /** Its timestamps say when each frame is sent; take them a little in the future. */
  readonly clip: H264Clip;
  /** How much faster than 48 kHz the sound device runs. Default 0. */
  readonly devicePpm?: number;
  /** The most that a chunk's timestamp is off. Default 1 ms. */
  readonly timestampNoiseMs?: number;
}

const chunkSamples = 480;

/**
 * Stands in for the page: sends a clip's pictures and the test pattern's beeps in real time over a
 * real WebSocket, within the credit it was given.
 */
export class MediaPage implements Closable {
  readonly #options: MediaPageOptions;
  readonly #socket: WebSocket;
  readonly #done = new Emitter<void>();
  readonly #closed = new Emitter<void>();
  readonly #received: MediaFrame[] = [];
  #credit = 0;
  #nextFrame = 0;
  #nextSample = 0;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  private constructor(options: MediaPageOptions, socket: WebSocket) {
    this.#options = options;
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => {
      const frame = decodeMediaFrame(new Uint8Array(data as ArrayBuffer));
      this.#received.push(frame);
      if (frame.kind !== 'credit') return;
      const { buffer, byteOffset } = frame.payload;
      this.#credit += new DataView(buffer, byteOffset).getUint32(0);
    });
    socket.addEventListener('close', () => {
      this.#isClosed = true;
      clearInterval(this.#timer);
      this.#closed.emit();
    });
  }

  static async open(options: MediaPageOptions): Promise<MediaPage> {
    const socket = new WebSocket(options.url);
    socket.binaryType = 'arraybuffer';
    const page = new MediaPage(options, socket);
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve, { once: true });
      socket.addEventListener('error', () => reject(new Error('no media channel')), { once: true });
    });
    return page;
  }

  /** Sends until the clip ends. */
  start(): void {
    this.sendFormat(this.#options.clip.format);
    this.#timer = setInterval(() => {
      this.#sendDue();
    }, 10);
  }

  get received(): readonly MediaFrame[] {
    return this.#received;
  }

  /** Program time of the newest picture sent. */
  get sentUs(): number {
    return this.#options.clip.packets[this.#nextFrame - 1]?.timestampUs ?? 0;
  }

  async untilDone(): Promise<void> {
    if (this.#nextFrame < this.#options.clip.packets.length) await once(this.#done.event);
  }

  async untilClosed(): Promise<void> {
    if (!this.#isClosed) await once(this.#closed.event);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#socket.close();
  }

  sendFormat({ description, ...format }: VideoFormat): void {
    const json = new TextEncoder().encode(JSON.stringify(format));
    const payload = new Uint8Array(4 + json.length + description.length);
    new DataView(payload.buffer).setUint32(0, json.length);
    payload.set(json, 4);
    payload.set(description, 4 + json.length);
    this.send({ kind: 'videoFormat', isKey: false, timestampUs: 0, durationUs: 0, payload });
  }

  send(frame: Omit<MediaFrame, 'index'>): void {
    if (this.#isClosed) return;
    this.#credit -= frame.payload.byteLength;
    this.#socket.send(encodeMediaFrame({ index: 0, ...frame }));
  }

  sendRaw(bytes: Uint8Array<ArrayBuffer>): void {
    this.#socket.send(bytes);
  }

  #sendDue(): void {
    const { packets } = this.#options.clip;
    const nowUs = programNowUs();
    for (;;) {
      const packet = packets[this.#nextFrame];
      if (!packet || packet.timestampUs > nowUs) break;
      if (packet.data.byteLength > this.#credit) throw new Error('out of credit');
      this.#nextFrame += 1;
      this.send({ ...packet, kind: 'video', payload: packet.data });
    }
    while (this.#sampleTimeUs(this.#nextSample + chunkSamples) <= nowUs) this.#sendSound();
    if (this.#nextFrame < packets.length) return;
    clearInterval(this.#timer);
    this.#done.emit();
  }

  #sendSound(): void {
    const samples = new Float32Array(chunkSamples * 2);
    for (let index = 0; index < chunkSamples; index += 1) {
      const timeUs = this.#sampleTimeUs(this.#nextSample + index);
      const phase = ((timeUs % 1e6) / 1e6) * toneHz;
      const sample = isFlashAt(timeUs) ? toneAmplitude * Math.sin(2 * Math.PI * phase) : 0;
      samples.fill(sample, 2 * index, 2 * index + 2);
    }
    const { timestampNoiseMs = 1 } = this.#options;
    const noiseUs = this.#nextSample === 0 ? 0 : (Math.random() * 2 - 1) * timestampNoiseMs * 1000;
    const timestampUs = Math.round(this.#sampleTimeUs(this.#nextSample) + noiseUs);
    const payload = new Uint8Array(samples.buffer);
    this.send({ kind: 'pcm', isKey: false, timestampUs, durationUs: 10_000, payload });
    this.#nextSample += chunkSamples;
  }

  /** The sound begins with the first picture. */
  #sampleTimeUs(sample: number): number {
    const { clip, devicePpm = 0 } = this.#options;
    return (clip.packets[0]?.timestampUs ?? 0) + (sample * 1e6) / (48_000 * (1 + devicePpm / 1e6));
  }
}
