import { existsSync } from 'node:fs';
import type { Closable } from '#shared/lib/closable.ts';
import type { Clock } from '#shared/lib/clock.ts';
import { Emitter } from '#shared/lib/emitter.ts';
import type { RecordingState } from '#shared/model/broadcast.ts';
import type { ProgramFormat } from '#shared/model/packet.ts';
import type { Container } from '../av/muxer.ts';
import type { PacketSubscription } from '../hub/packet-hub.ts';
import { RecordingFile } from './recording-file.ts';

export interface RecorderOptions {
  /** Closed by the recorder. 10,000 ms suits: a disk may pause. */
  readonly packets: PacketSubscription;
  /** The first file; must not exist. */
  readonly file: string;
  readonly container: Container;
  readonly clock: Clock;
}

export interface RecordingResult {
  /** The first file. */
  readonly file: string;
  /** Of all files. */
  readonly bytes: number;
  readonly durationMs: number;
}

const syncIntervalMs = 1000;

/**
 * Writes the program to disk, from a key frame on. When the program's format changes it finishes the
 * file and goes on in "name (2).mp4", for a file has one set of parameters. An error of the disk ends
 * the recording with state `failed`, and nothing else.
 */
export class Recorder implements Closable {
  readonly #options: RecorderOptions;
  readonly #stateChanged = new Emitter<RecordingState>();
  readonly onDidChangeState = this.#stateChanged.event;
  #state: RecordingState = { kind: 'idle' };
  #current: RecordingFile | undefined;
  #format: ProgramFormat | undefined;
  #part = 0;
  #finishedBytes = 0;
  #finishedUs = 0;
  #syncTimer: Closable | undefined;
  /** Packets came while the writer was at work. */
  #hasMore = false;
  #writing: Promise<void> | undefined;
  #stopping: Promise<RecordingResult> | undefined;

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  get state(): RecordingState {
    return this.#state;
  }

  get bytesWritten(): number {
    return this.#finishedBytes + (this.#current?.bytes ?? 0);
  }

  start(): void {
    if (this.#state.kind !== 'idle' || this.#stopping) return;
    const { packets, file, clock } = this.#options;
    this.#setState({ kind: 'recording', file, sinceMs: clock.wallMs() });
    packets.onDidFill(() => {
      this.#hasMore = true;
      this.#write();
    });
    this.#syncLater();
    this.#write();
  }

  /** Writes what is queued, finishes the file and closes; never rejects. Idempotent. */
  stop(): Promise<RecordingResult> {
    this.#stopping ??= this.#finish();
    return this.#stopping;
  }

  async close(): Promise<void> {
    await this.stop();
  }

  async #finish(): Promise<RecordingResult> {
    this.#write();
    // What came while it wrote is written by the next round.
    while (this.#writing) await this.#writing;
    this.#options.packets.close();
    this.#syncTimer?.close();
    await this.#guard(() => this.#finishFile());
    if (this.#state.kind === 'recording') this.#setState({ kind: 'idle' });
    this.#stateChanged.close();
    return {
      file: this.#options.file,
      bytes: this.#finishedBytes,
      durationMs: Math.round(this.#finishedUs / 1000),
    };
  }

  /** One writer at a time; packets that come meanwhile wait in the subscription, which is bounded. */
  #write(): void {
    if (this.#state.kind !== 'recording' || this.#writing) return;
    this.#hasMore = false;
    this.#writing = this.#guard(() => this.#drain()).finally(() => {
      this.#writing = undefined;
      if (this.#hasMore) this.#write();
    });
  }

  async #drain(): Promise<void> {
    const { packets } = this.#options;
    for (let packet = packets.shift(); packet; packet = packets.shift()) {
      const { format } = packets;
      if (!format) continue;
      if (format !== this.#format) {
        await this.#finishFile();
        this.#format = format;
        const { file, container } = this.#options;
        do this.#part += 1;
        while (this.#part > 1 && existsSync(partName(file, this.#part)));
        this.#current = new RecordingFile({ file: partName(file, this.#part), container, format });
      }
      await this.#current?.write(packet);
    }
  }

  async #finishFile(): Promise<void> {
    const file = this.#current;
    if (!file) return;
    this.#current = undefined;
    try {
      await file.close();
    } finally {
      this.#finishedBytes += file.bytes;
      this.#finishedUs += file.durationUs;
    }
  }

  async #guard(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      if (this.#state.kind === 'failed') return;
      this.#setState({ kind: 'failed', file: this.#options.file, detail });
      this.#options.packets.close();
      this.#syncTimer?.close();
      // What was written stays readable to the last fragment; finishing it may well fail, too.
      await this.#finishFile().catch(() => undefined);
    }
  }

  #syncLater(): void {
    this.#syncTimer = this.#options.clock.after(syncIntervalMs, () => {
      void this.#guard(async () => this.#current?.sync()).then(() => {
        if (this.#state.kind === 'recording' && !this.#stopping) this.#syncLater();
      });
    });
  }

  #setState(state: RecordingState): void {
    this.#state = state;
    this.#stateChanged.emit(state);
  }
}

/** `name.mp4`, `name (2).mp4`, ... */
export function partName(file: string, part: number): string {
  if (part === 1) return file;
  const dot = file.lastIndexOf('.');
  const hasExtension = dot > Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1;
  const [stem, extension] = hasExtension ? [file.slice(0, dot), file.slice(dot)] : [file, ''];
  return `${stem} (${part})${extension}`;
}
