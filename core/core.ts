import { join } from 'node:path';
import { broadcastService } from '#shared/contract/broadcast.ts';
import { collectionService } from '#shared/contract/collection.ts';
import { producerService, studioService } from '#shared/contract/producer.ts';
import { settingsService } from '#shared/contract/settings.ts';
import { ClosableStack, type Closable } from '#shared/lib/closable.ts';
import type { Clock } from '#shared/lib/clock.ts';
import type { Event } from '#shared/lib/emitter.ts';
import type { Logger } from '#shared/lib/logger.ts';
import { settingsSchema } from '#shared/model/settings.ts';
import type { Source } from '#shared/model/source.ts';
import type { Channel } from '#shared/rpc/channel.ts';
import { bind, RpcPeer } from '#shared/rpc/peer.ts';
import type { Remote } from '#shared/rpc/service.ts';
import { BroadcastSession } from './broadcast/broadcast-session.ts';
import { serveBroadcast } from './broadcast/broadcast-service.ts';
import { Encoding } from './broadcast/encoding.ts';
import { EngineLink } from './broadcast/engine-link.ts';
import { Health } from './broadcast/health.ts';
import { Recording } from './broadcast/recording.ts';
import { serveCollection } from './collection/collection-service.ts';
import { CollectionStore } from './collection/collection-store.ts';
import type { EngineLauncher } from './engine-supervisor/engine-process.ts';
import { EngineSupervisor } from './engine-supervisor/engine-supervisor.ts';
import type { UsageSource } from './health/process-tree.ts';
import { memoryChannel } from './lib/memory-channel.ts';
import { MediaFiles } from './media/media-files.ts';
import { serveSettings } from './settings/settings-service.ts';
import { SettingsStore } from './settings/settings-store.ts';
import { PageRegistry, type Producer } from './studio/page-registry.ts';
import { serveStudio, type HostActions, type HostInfo } from './studio/studio-service.ts';
import type { Vault } from './vault/vault.ts';
import { ActiveWatch, SourcesWatch } from './watches.ts';

export interface CoreOptions {
  /** Documents and settings; made where it is missing. */
  readonly dataFolder: string;
  /** Default: `scenes.json` in the data folder. */
  readonly collectionFile?: string;
  /**
   * Default `edit`. `read-only` writes neither the collection nor settings: edits live in memory, the
   * settings begin as their defaults, and a bad collection is refused (`CollectionFileError`).
   */
  readonly mode?: 'edit' | 'read-only';
  /** Where recordings go when the settings name no folder. */
  readonly videosFolder: string;
  readonly vault: Vault;
  readonly engineLauncher: EngineLauncher;
  readonly hostInfo: HostInfo;
  /** Default: none. */
  readonly hostActions?: HostActions;
  readonly usage: UsageSource;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What a page may call. Here alone it is said. */
const pageServices = { broadcastService, collectionService, settingsService, studioService };

/** The same services for a host, checked in the same way. */
export interface CoreServices {
  readonly broadcast: Remote<typeof broadcastService>;
  readonly collection: Remote<typeof collectionService>;
  readonly settings: Remote<typeof settingsService>;
  readonly studio: Remote<typeof studioService>;
}

export interface Core extends Closable {
  /** Serves a page until its channel closes, or the returned owner is closed. */
  connectPage(channel: Channel): Closable;
  readonly services: CoreServices;
  readonly engine: EngineSupervisor;
  readonly media: MediaFiles;
  /** The page that makes the picture, or null: for lists of its devices and encoders. */
  readonly producer: Producer | null;
  /** Whether anything is live or recorded, or is just starting or ending. */
  readonly isActive: boolean;
  readonly onDidChangeActive: Event<boolean>;
  readonly sources: readonly Source[];
  readonly onDidChangeSources: Event<readonly Source[]>;
  /** Ends the broadcast and the recording gracefully, then the engine, then saves. Idempotent. */
  close(): Promise<void>;
}

/** Composes everything above the host. Rejects where the documents cannot be read at all. */
export async function createCore(options: CoreOptions): Promise<Core> {
  const { dataFolder, mode = 'edit', vault, clock, logger, hostInfo, hostActions = {} } = options;
  const owned = new ClosableStack();
  const file = options.collectionFile ?? join(dataFolder, 'scenes.json');
  const collection = owned.add(await CollectionStore.open({ file, mode, clock, logger }));
  const settings = owned.add(
    mode === 'edit'
      ? await SettingsStore.open({ file: join(dataFolder, 'settings.json'), clock, logger })
      : SettingsStore.inMemory(settingsSchema.parse({})),
  );
  const media = new MediaFiles({ document: collection, logger });
  const pages = new PageRegistry();
  const peers = new Set<RpcPeer>();
  owned.defer(() => {
    for (const peer of [...peers]) peer.close();
  });
  const engine = owned.add(
    new EngineSupervisor({ launcher: options.engineLauncher, clock, logger }),
  );
  const link = owned.add(new EngineLink(engine, clock));
  const encoding = owned.add(new Encoding({ link, pages, clock, logger }));
  const session = new BroadcastSession({ link, encoding, settings, vault, clock, logger });
  const { videosFolder, usage } = options;
  const recording = new Recording({ link, encoding, settings, videosFolder, clock, logger });
  const health = owned.add(new Health({ link, pages, session, recording, usage, clock, logger }));
  const broadcast = owned.add(serveBroadcast({ session, recording, health, pages, settings }));
  // Both end at the same time: a long index of the recording must not keep the stream on air.
  owned.defer(() => Promise.all([session.close(), recording.close()]));

  const collectionImplementation = serveCollection(collection);
  const settingsImplementation = serveSettings({ store: settings, vault, logger });
  const connectPage = (channel: Channel): Closable => {
    const page = pages.connect(() => peer.remote(producerService));
    const studio = serveStudio({ page, pages, hostInfo, hostActions, logger });
    const peer = new RpcPeer(channel, {
      serves: [
        bind(pageServices.broadcastService, broadcast),
        bind(pageServices.collectionService, {
          ...collectionImplementation,
          getNotices: () => [...collection.notices, ...settings.notices],
        }),
        bind(pageServices.settingsService, settingsImplementation),
        bind(pageServices.studioService, studio),
      ],
      onProblem: (problem, error) => {
        logger.warn(`page: ${problem}`, { page: page.id, error });
      },
    });
    peers.add(peer);
    peer.onDidClose(() => {
      page.close();
      peers.delete(peer);
    });
    return peer;
  };

  const active = owned.add(new ActiveWatch(session, recording));
  const sources = owned.add(new SourcesWatch(collection));
  const services = connectHost(connectPage);
  engine.start();
  return {
    connectPage,
    services,
    engine,
    media,
    get producer() {
      return pages.producer;
    },
    get isActive() {
      return active.isActive;
    },
    onDidChangeActive: active.onDidChange,
    get sources() {
      return collection.collection.sources;
    },
    onDidChangeSources: sources.onDidChange,
    close: () => owned.close(),
  };
}

function connectHost(connectPage: (channel: Channel) => Closable): CoreServices {
  const [near, far] = memoryChannel();
  connectPage(far);
  const peer = new RpcPeer(near);
  return {
    broadcast: peer.remote(broadcastService),
    collection: peer.remote(collectionService),
    settings: peer.remote(settingsService),
    studio: peer.remote(studioService),
  };
}
