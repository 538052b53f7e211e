import type { Closable } from '#shared/lib/closable.ts';
import type { Source } from '#shared/model/source.ts';
import { isDeviceSource, type DeviceSource } from './capture.ts';
import { DeviceCapture, type CapturedTrack, type DeviceCaptureOptions } from './device-capture.ts';

/** The devices of all sources that have one: taken and let go as the document says. */
export class DeviceCaptures<T extends CapturedTrack> implements Closable {
  readonly #options: DeviceCaptureOptions<T>;
  readonly #captures = new Map<string, DeviceCapture<T>>();
  readonly #kinds = new Map<string, DeviceSource['kind']>();

  constructor(options: DeviceCaptureOptions<T>) {
    this.#options = options;
  }

  setSources(sources: readonly Source[]): void {
    const wanted = new Map(sources.filter(isDeviceSource).map((source) => [source.id, source]));
    for (const [id, kind] of this.#kinds) if (wanted.get(id)?.kind !== kind) this.#remove(id);
    for (const [id, source] of wanted) {
      const capture = this.#captures.get(id);
      if (capture) {
        capture.update(source);
        continue;
      }
      this.#captures.set(id, new DeviceCapture(source, this.#options));
      this.#kinds.set(id, source.kind);
    }
  }

  retry(sourceId: string): void {
    this.#captures.get(sourceId)?.retry();
  }

  /** Something was plugged in or out. */
  retryAll(): void {
    for (const capture of this.#captures.values()) capture.retryUnlessClickNeeded();
  }

  close(): void {
    for (const id of [...this.#captures.keys()]) this.#remove(id);
  }

  #remove(id: string): void {
    this.#captures.get(id)?.close();
    this.#captures.delete(id);
    this.#kinds.delete(id);
  }
}
