import { LiveStream } from './live-stream.ts';

/** The streams that are on air, by name: one publisher each. */
export class StreamDirectory {
  readonly #streams = new Map<string, LiveStream>();

  /** Undefined when the name is taken. */
  open(name: string): LiveStream | undefined {
    if (this.#streams.has(name)) return undefined;
    const stream = new LiveStream(name);
    this.#streams.set(name, stream);
    return stream;
  }

  find(name: string): LiveStream | undefined {
    return this.#streams.get(name);
  }

  get all(): readonly LiveStream[] {
    return [...this.#streams.values()];
  }

  /** Ends the stream for its viewers and frees the name. */
  end(stream: LiveStream): void {
    if (this.#streams.get(stream.name) !== stream) return;
    this.#streams.delete(stream.name);
    stream.end();
  }
}
