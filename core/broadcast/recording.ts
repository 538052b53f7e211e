import { ClosableStack, type Closable } from '#shared/lib/closable.ts';
import type { Clock } from '#shared/lib/clock.ts';
import { Emitter } from '#shared/lib/emitter.ts';
import type { Logger } from '#shared/lib/logger.ts';
import type { RecordingState } from '#shared/model/broadcast.ts';
import type { Settings } from '#shared/model/settings.ts';
import { RpcError } from '#shared/rpc/rpc-error.ts';
import type { Engine } from '../engine-supervisor/engine-supervisor.ts';
import { deadline } from '../lib/deadline.ts';
import type { Encoding } from './encoding.ts';
import type { EngineLink } from './engine-link.ts';
import { chooseRecordingFile, nextFree, type RecordingTarget } from './recording-file.ts';

export interface RecordingOptions {
  readonly link: EngineLink;
  readonly encoding: Encoding;
  readonly settings: { readonly settings: Settings };
  /** Where recordings go when the settings name no folder. */
  readonly videosFolder: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface Recorded {
  readonly file: string;
  readonly bytes: number;
  readonly durationMs: number;
}

const startMs = 10_000;
/** Finishing a file of many hours writes its whole index. */
const finishMs = 60_000;

/** Recording the program, with the broadcast or alone. After an engine's crash it goes on in a next file. */
export class Recording implements Closable {
  readonly #changed = new Emitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #options: RecordingOptions;
  readonly #subscriptions = new ClosableStack();
  #state: RecordingState = { kind: 'idle' };
  #target: RecordingTarget | null = null;
  #isBusy = false;

  constructor(options: RecordingOptions) {
    this.#options = options;
    const { link, encoding } = options;
    this.#subscriptions.add(
      link.onDidChangeRecording((state) => {
        if (this.#target && state.kind === 'failed') this.#fail(state.detail);
      }),
    );
    this.#subscriptions.add(
      link.onDidLose(({ detail, isFinal }) => {
        if (this.#target && isFinal) this.#fail(detail);
      }),
    );
    this.#subscriptions.add(encoding.onDidReopen((engine) => void this.#continue(engine)));
  }

  get state(): RecordingState {
    return this.#state;
  }

  /** Rejects with `RpcError`; nothing records then. */
  async start(file?: string): Promise<{ file: string }> {
    if (this.#target) throw new RpcError('conflict', 'A recording is running already.');
    return this.#alone(async () => {
      const { link, encoding, settings, clock, logger } = this.#options;
      const { output, recording } = settings.settings;
      const folder = recording.folder || this.#options.videosFolder;
      const target = await chooseRecordingFile(file, { ...recording, folder }, clock.wallMs());
      await encoding.begin('recording', output);
      try {
        const engine = await link.ready();
        await deadline(engine.startRecording(target), startMs, clock, 'starting the recording');
      } catch (error) {
        await encoding.end('recording');
        throw error;
      }
      this.#target = target;
      this.#become({ kind: 'recording', file: target.file, sinceMs: clock.wallMs() });
      logger.info('recording started', { ...target });
      return { file: target.file };
    });
  }

  /** Finishes the file. Rejects with `conflict` where none is recorded. */
  async stop(): Promise<Recorded> {
    if (!this.#target) throw new RpcError('conflict', 'Nothing is being recorded.');
    return this.#alone(async () => {
      const { link, encoding, clock, logger } = this.#options;
      try {
        const engine = await link.ready();
        const finished = engine.stopRecording();
        const recorded = await deadline(finished, finishMs, clock, 'finishing the recording');
        logger.info('recording ended', recorded);
        return recorded;
      } finally {
        this.#target = null;
        await encoding.end('recording');
        this.#become({ kind: 'idle' });
      }
    });
  }

  async close(): Promise<void> {
    try {
      if (this.#target && !this.#isBusy) await this.stop();
    } finally {
      await this.#subscriptions.close();
      this.#changed.close();
    }
  }

  async #alone<T>(work: () => Promise<T>): Promise<T> {
    if (this.#isBusy) throw new RpcError('conflict', 'The recording is just starting or ending.');
    this.#isBusy = true;
    try {
      return await work();
    } finally {
      this.#isBusy = false;
    }
  }

  async #continue(engine: Engine): Promise<void> {
    const target = this.#target;
    if (!target) return;
    try {
      const next = { ...target, file: await nextFree(target.file) };
      await engine.startRecording(next);
      this.#target = next;
      this.#become({ kind: 'recording', file: next.file, sinceMs: this.#options.clock.wallMs() });
      this.#options.logger.warn('the recording goes on in another file', next);
    } catch (error) {
      this.#fail(error instanceof Error ? error.message : String(error));
    }
  }

  #fail(detail: string): void {
    const file = this.#target?.file ?? '';
    this.#target = null;
    this.#options.logger.error('the recording failed', { file, detail });
    this.#become({ kind: 'failed', file, detail });
    void this.#options.encoding.end('recording');
  }

  #become(state: RecordingState): void {
    this.#state = state;
    this.#changed.emit();
  }
}
