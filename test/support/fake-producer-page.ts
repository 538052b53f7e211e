import { memoryChannel } from '#core/lib/memory-channel.ts';
import { broadcastService } from '#shared/contract/broadcast.ts';
import { collectionService } from '#shared/contract/collection.ts';
import { producerService, studioService } from '#shared/contract/producer.ts';
import { settingsService } from '#shared/contract/settings.ts';
import { Emitter } from '#shared/lib/emitter.ts';
import type { CompositorSample } from '#shared/model/broadcast.ts';
import type { OutputSettings } from '#shared/model/settings.ts';
import type { Channel } from '#shared/rpc/channel.ts';
import { bind, RpcPeer } from '#shared/rpc/peer.ts';
import { RpcError } from '#shared/rpc/rpc-error.ts';
import type { Implementation, Remote } from '#shared/rpc/service.ts';
import { compositorSample } from './health-samples.ts';

/** A studio page without a picture: it serves the producer and calls the core as a real one does. */
export class FakeProducerPage {
  readonly calls: string[] = [];
  /** What it encodes with, or null. */
  output: OutputSettings | null = null;
  /** What the next `startEncoding` does instead of starting. */
  startProblem: 'fails' | 'hangs' | null = null;
  readonly broadcast: Remote<typeof broadcastService>;
  readonly collection: Remote<typeof collectionService>;
  readonly settings: Remote<typeof settingsService>;
  readonly studio: Remote<typeof studioService>;
  readonly #peer: RpcPeer;
  readonly #sampled = new Emitter<CompositorSample>();
  readonly #failed = new Emitter<{ detail: string }>();

  constructor(core: { connectPage(channel: Channel): unknown }) {
    const [near, far] = memoryChannel();
    this.#peer = new RpcPeer(near, { serves: [bind(producerService, this.#implementation())] });
    core.connectPage(far);
    this.broadcast = this.#peer.remote(broadcastService);
    this.collection = this.#peer.remote(collectionService);
    this.settings = this.#peer.remote(settingsService);
    this.studio = this.#peer.remote(studioService);
  }

  attach(): Promise<{ pageId: string; role: 'producer' | 'viewer' }> {
    return this.studio.attach({ canProduce: true });
  }

  sample(changes: Partial<CompositorSample> = {}): void {
    this.#sampled.emit(compositorSample(changes));
  }

  failEncoding(detail: string): void {
    this.output = null;
    this.#failed.emit({ detail });
  }

  /** The window is closed, or the renderer crashed. */
  close(): void {
    this.#peer.close();
  }

  #implementation(): Implementation<typeof producerService> {
    return {
      startEncoding: ({ output }, { signal }) => {
        this.calls.push('startEncoding');
        if (this.startProblem === 'fails') throw new RpcError('unavailable', 'no encoder works');
        if (this.startProblem === 'hangs') {
          return new Promise((_, reject) => {
            signal.addEventListener('abort', () => {
              reject(signal.reason as Error);
            });
          });
        }
        this.output = output;
        return { codecString: 'avc1.640028', acceleration: 'software' };
      },
      stopEncoding: () => {
        this.calls.push('stopEncoding');
        this.output = null;
      },
      setVideoBitrate: () => undefined,
      probeEncoders: () => [],
      listDevices: () => [],
      onDidSample: this.#sampled.event,
      onDidFailEncoding: this.#failed.event,
    };
  }
}
