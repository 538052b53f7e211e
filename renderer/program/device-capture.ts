import { backoffDelayMs, type BackoffOptions } from '#shared/lib/backoff.ts';
import type { Closable } from '#shared/lib/closable.ts';
import type { Clock } from '#shared/lib/clock.ts';
import { isSameCapture, type DeviceSource } from './capture.ts';
import { CaptureError } from './capture-error.ts';
import type { SourceTrouble } from './program.ts';

/** What of `MediaStreamTrack` is used. */
export interface CapturedTrack {
  stop(): void;
  addEventListener(type: 'ended', listener: () => void): void;
}

export interface DeviceCaptureOptions<T extends CapturedTrack> {
  /** Rejects with a `CaptureError`. */
  readonly open: (source: DeviceSource) => Promise<T>;
  /** The device gives: the picture or sound is `track`, until the next call. */
  readonly onDidOpen: (source: DeviceSource, track: T) => void;
  /** The device gives nothing now, or (null) is about to be used again. */
  readonly onDidChangeTrouble: (source: DeviceSource, trouble: SourceTrouble | null) => void;
  /** Whether a person must be asked again before the source comes back. */
  readonly needsClick: (source: DeviceSource) => boolean;
  readonly clock: Clock;
}

const retryBackoff: BackoffOptions = { initialMs: 500, factor: 1.6, capMs: 5000, jitter: 0 };

/** Holds one source's device: opens it, and gets it back by itself when it was lost. */
export class DeviceCapture<T extends CapturedTrack> implements Closable {
  readonly #options: DeviceCaptureOptions<T>;
  #source: DeviceSource;
  #track: T | undefined;
  #retry: Closable | undefined;
  #attempt = 0;
  #isOpening = false;
  /** Raised whenever what is being opened is not wanted any more. */
  #generation = 0;
  #error: CaptureError | undefined;

  constructor(source: DeviceSource, options: DeviceCaptureOptions<T>) {
    this.#source = source;
    this.#options = options;
    void this.#open();
  }

  /** The document says something new; another device is opened, another name is not. */
  update(source: DeviceSource): void {
    const isSame = isSameCapture(source, this.#source);
    this.#source = source;
    if (isSame) return;
    this.#release();
    this.#attempt = 0;
    void this.#open();
  }

  /** Tries at once, where nothing is given: a person clicked. */
  retry(): void {
    if (this.#track || this.#isOpening) return;
    this.#retry?.close();
    void this.#open();
  }

  /** Devices came or went; what only a click can give is left alone. */
  retryUnlessClickNeeded(): void {
    if (this.#error?.isRetriable ?? true) this.retry();
  }

  close(): void {
    this.#release();
  }

  async #open(): Promise<void> {
    const generation = ++this.#generation;
    this.#isOpening = true;
    try {
      const track = await this.#options.open(this.#source);
      if (generation !== this.#generation) {
        track.stop();
        return;
      }
      this.#isOpening = false;
      this.#track = track;
      this.#attempt = 0;
      this.#error = undefined;
      track.addEventListener('ended', () => {
        if (track !== this.#track) return;
        this.#track = undefined;
        const reason = this.#options.needsClick(this.#source) ? 'needs-click' : 'ended';
        this.#fail(new CaptureError(reason, 'the track ended'));
      });
      this.#options.onDidChangeTrouble(this.#source, null);
      this.#options.onDidOpen(this.#source, track);
    } catch (error) {
      if (generation !== this.#generation) return;
      this.#isOpening = false;
      this.#fail(CaptureError.from(error));
    }
  }

  #fail(error: CaptureError): void {
    this.#error = error;
    this.#options.onDidChangeTrouble(this.#source, error.toTrouble(this.#source.name));
    if (!error.isRetriable) return;
    this.#attempt += 1;
    const delayMs = backoffDelayMs(this.#attempt, () => 0, retryBackoff);
    this.#retry?.close();
    this.#retry = this.#options.clock.after(delayMs, () => {
      void this.#open();
    });
  }

  #release(): void {
    this.#generation += 1;
    this.#isOpening = false;
    this.#retry?.close();
    this.#track?.stop();
    this.#track = undefined;
  }
}
