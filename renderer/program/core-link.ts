import { broadcastService } from '#shared/contract/broadcast.ts';
import { collectionService } from '#shared/contract/collection.ts';
import { studioService } from '#shared/contract/producer.ts';
import { settingsService } from '#shared/contract/settings.ts';
import { backoffDelayMs } from '#shared/lib/backoff.ts';
import { ClosableStack, type Closable } from '#shared/lib/closable.ts';
import type { Clock } from '#shared/lib/clock.ts';
import type { Channel } from '#shared/rpc/channel.ts';
import { RpcPeer, type RpcPeerOptions } from '#shared/rpc/peer.ts';
import type { ProgramStatus, Remotes, Store } from './program.ts';
import { StableRemote } from './stable-remote.ts';
import { ValueStore } from './value-store.ts';

export interface CoreLinkOptions {
  readonly connect: () => Promise<Channel>;
  readonly serves: NonNullable<RpcPeerOptions['serves']>;
  /** Whether this page could make the picture. */
  readonly canProduce: boolean;
  readonly clock: Clock;
  /** 0 to 1; spreads the retries. */
  readonly random: () => number;
}

/** Keeps the page connected to the core: attaches, and comes back with back-off when it is lost. */
export class CoreLink implements Closable {
  readonly remotes: Remotes;
  readonly status: Store<ProgramStatus>;
  readonly #options: CoreLinkOptions;
  readonly #status = new ValueStore<ProgramStatus>({ kind: 'connecting' });
  readonly #broadcast = new StableRemote(broadcastService);
  readonly #collection = new StableRemote(collectionService);
  readonly #settings = new StableRemote(settingsService);
  readonly #studio = new StableRemote(studioService);
  readonly #closables = new ClosableStack();
  #peer: RpcPeer | undefined;
  #retry: Closable | undefined;
  #attempt = 0;
  #isClosed = false;

  constructor(options: CoreLinkOptions) {
    this.#options = options;
    this.status = this.#closables.add(this.#status);
    const stable = [this.#broadcast, this.#collection, this.#settings, this.#studio];
    for (const each of stable) this.#closables.add(each);
    this.remotes = {
      broadcast: this.#broadcast.remote,
      collection: this.#collection.remote,
      settings: this.#settings.remote,
      studio: this.#studio.remote,
    };
    this.#closables.add(
      this.remotes.studio.onDidChangeRole(({ pageId, role }) => {
        const status = this.#status.get();
        if (status.kind !== 'connected' || status.pageId !== pageId) return;
        this.#status.set({ kind: 'connected', pageId, role });
      }),
    );
  }

  /** Call it once every listener is there. */
  start(): void {
    void this.#connect();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#retry?.close();
    this.#peer?.close();
    await this.#closables.close();
  }

  async #connect(): Promise<void> {
    try {
      const channel = await this.#options.connect();
      if (this.#isClosed) {
        channel.close();
        return;
      }
      const peer = new RpcPeer(channel, { serves: this.#options.serves });
      this.#setPeer(peer);
      peer.onDidClose(() => {
        if (peer === this.#peer) this.#lose();
      });
      const { canProduce } = this.#options;
      const { pageId, role } = await this.remotes.studio.attach({ canProduce });
      this.#attempt = 0;
      this.#status.set({ kind: 'connected', pageId, role });
    } catch {
      this.#lose();
    }
  }

  #lose(): void {
    const peer = this.#peer;
    this.#setPeer(undefined);
    peer?.close();
    if (this.#isClosed) return;
    this.#retry?.close();
    this.#attempt += 1;
    const { clock, random } = this.#options;
    const delayMs = backoffDelayMs(this.#attempt, random);
    this.#status.set({
      kind: 'reconnecting',
      attempt: this.#attempt,
      nextRetryAtMs: clock.wallMs() + delayMs,
    });
    this.#retry = clock.after(delayMs, () => {
      void this.#connect();
    });
  }

  #setPeer(peer: RpcPeer | undefined): void {
    this.#peer = peer;
    this.#broadcast.setTarget(peer?.remote(broadcastService));
    this.#collection.setTarget(peer?.remote(collectionService));
    this.#settings.setTarget(peer?.remote(settingsService));
    this.#studio.setTarget(peer?.remote(studioService));
  }
}
