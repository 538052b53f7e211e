import { Emitter } from '#shared/lib/emitter.ts';
import type { DestinationSample, DestinationState } from '#shared/model/broadcast.ts';
import type { MediaPacket } from '#shared/model/packet.ts';
import type { Publisher, PublisherOptions } from '#engine/publish/publisher.ts';

/** Takes every packet at once, and is live from `start()` on unless told to fail. */
export class FakePublisher implements Publisher {
  readonly id: string;
  readonly taken: MediaPacket[] = [];
  readonly #packets: PublisherOptions['packets'];
  readonly #stateChanged = new Emitter<DestinationState>();
  readonly onDidChangeState = this.#stateChanged.event;
  #state: DestinationState = { kind: 'idle' };
  #reconnects = 0;
  isClosed = false;

  constructor({ id, packets }: PublisherOptions) {
    this.id = id;
    this.#packets = packets;
    packets.onDidFill(() => {
      this.#take();
    });
  }

  get state(): DestinationState {
    return this.#state;
  }

  start(): void {
    if (this.#state.kind === 'idle') this.become({ kind: 'live', sinceMs: 0 });
    this.#take();
  }

  retry(): void {
    this.#reconnects += 1;
    this.become({ kind: 'live', sinceMs: 0 });
  }

  become(state: DestinationState): void {
    this.#state = state;
    this.#stateChanged.emit(state);
  }

  sample(): DestinationSample {
    const frames = this.taken.filter(({ kind }) => kind === 'video').length;
    const bytes = this.taken.reduce((sum, { data }) => sum + data.byteLength, 0);
    return {
      id: this.id,
      state: this.#state,
      bytesSent: bytes,
      bytesAcknowledged: null,
      bitrateKbps: 0,
      queueMs: this.#packets.queueMs,
      framesSent: frames,
      framesDropped: this.#packets.framesDropped,
      reconnects: this.#reconnects,
    };
  }

  close(): Promise<void> {
    if (!this.isClosed) {
      this.isClosed = true;
      this.#packets.close();
      this.become({ kind: 'idle' });
      this.#stateChanged.close();
    }
    return Promise.resolve();
  }

  #take(): void {
    for (let packet = this.#packets.shift(); packet; packet = this.#packets.shift()) {
      this.taken.push(packet);
    }
  }
}
