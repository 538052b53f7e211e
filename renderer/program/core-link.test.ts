import { describe, expect, it } from 'vitest';
import { collectionService, type CollectionChange } from '#shared/contract/collection.ts';
import { studioService } from '#shared/contract/producer.ts';
import { Emitter } from '#shared/lib/emitter.ts';
import { sceneCollectionSchema, type SceneCollection } from '#shared/model/scene-collection.ts';
import type { Channel } from '#shared/rpc/channel.ts';
import { bind, RpcPeer } from '#shared/rpc/peer.ts';
import { RpcError } from '#shared/rpc/rpc-error.ts';
import { channelPipe } from '#test/support/mixer-pipe.ts';
import { FakeClock, settle } from '#test/support/fake-clock.ts';
import { CollectionCopy } from './collection-copy.ts';
import { CoreLink } from './core-link.ts';

const document: SceneCollection = sceneCollectionSchema.parse({
  format: 'tallylight-scene-collection',
  version: 1,
  name: 'Demo',
  sources: [],
  scenes: [{ id: 'scene', name: 'Scene', items: [] }],
  programSceneId: 'scene',
});

/** As much of a core as a page's connection needs. */
class FakeCore {
  readonly changes = new Emitter<CollectionChange>();
  readonly roles = new Emitter<{ pageId: string; role: 'producer' | 'viewer' }>();
  readonly peers: RpcPeer[] = [];
  revision = 1;
  name = 'Demo';
  isThere = true;
  snapshots = 0;

  connect(): Promise<Channel> {
    if (!this.isThere) return Promise.reject(new Error('nobody'));
    const [page, core] = channelPipe();
    this.peers.push(new RpcPeer(core, { serves: [this.#studio(), this.#collection()] }));
    return Promise.resolve(page);
  }

  drop(): void {
    for (const peer of this.peers.splice(0)) peer.close();
  }

  #studio(): ReturnType<typeof bind> {
    const unused = (): never => {
      throw new RpcError('unavailable', 'not here');
    };
    return bind(studioService, {
      attach: () => ({ pageId: 'page', role: 'producer' as const }),
      getHost: unused,
      listCaptureTargets: unused,
      chooseCaptureTarget: unused,
      pickFile: unused,
      listFolder: unused,
      log: unused,
      onDidChangeRole: this.roles.event,
    });
  }

  #collection(): ReturnType<typeof bind> {
    const step = (): { revision: number } => ({ revision: this.revision });
    return bind(collectionService, {
      get: () => {
        this.snapshots += 1;
        const { revision, name } = this;
        const collection = { ...document, name };
        return { revision, canUndo: false, canRedo: false, collection };
      },
      apply: step,
      undo: step,
      redo: step,
      listVersions: () => [],
      restoreVersion: step,
      getNotices: () => [],
      onDidChange: this.changes.event,
    });
  }
}

function setUp() {
  const core = new FakeCore();
  const clock = new FakeClock();
  const link = new CoreLink({
    connect: () => core.connect(),
    serves: [],
    canProduce: true,
    clock,
    random: () => 0,
  });
  return { core, clock, link };
}
const rename = (revision: number, name: string): CollectionChange => ({
  revision,
  canUndo: true,
  canRedo: false,
  change: { kind: 'command', command: { kind: 'rename-collection', name } },
});

describe('CoreLink', () => {
  it('attaches, and follows its role', async () => {
    const { core, link } = setUp();
    expect(link.status.get()).toEqual({ kind: 'connecting' });
    link.start();
    await settle();
    expect(link.status.get()).toEqual({ kind: 'connected', pageId: 'page', role: 'producer' });
    core.roles.emit({ pageId: 'another', role: 'viewer' });
    await settle();
    expect(link.status.get()).toMatchObject({ role: 'producer' });
    core.roles.emit({ pageId: 'page', role: 'viewer' });
    await settle();
    expect(link.status.get()).toMatchObject({ role: 'viewer' });
    await link.close();
  });

  it('says that it is lost, comes back, and its remotes go on', async () => {
    const { core, clock, link } = setUp();
    const names: string[] = [];
    link.remotes.collection.onDidChange(({ change }) => {
      if (change.kind === 'command' && change.command.kind === 'rename-collection') {
        names.push(change.command.name);
      }
    });
    link.start();
    await settle();
    core.changes.emit(rename(2, 'before'));
    await settle();
    core.isThere = false;
    core.drop();
    await settle();
    const nextRetryAtMs = clock.wallMs() + 500;
    expect(link.status.get()).toEqual({ kind: 'reconnecting', attempt: 1, nextRetryAtMs });
    await expect(link.remotes.collection.get()).rejects.toMatchObject({ reason: 'channel-closed' });
    await clock.advance(500);
    expect(link.status.get()).toMatchObject({ kind: 'reconnecting', attempt: 2 });
    core.isThere = true;
    await clock.advance(800);
    expect(link.status.get()).toMatchObject({ kind: 'connected' });
    core.changes.emit(rename(3, 'after'));
    await settle();
    expect(names).toEqual(['before', 'after']);
    await link.close();
    await link.close();
    await clock.advance(60_000);
    expect(core.peers).toHaveLength(1);
  });
});

describe('CollectionCopy', () => {
  it('applies what it can, and asks for the document where something is missing', async () => {
    const { core, link } = setUp();
    const copy = new CollectionCopy(link.remotes.collection);
    link.start();
    await settle();
    await copy.refresh();
    expect(copy.store.get()).toMatchObject({ revision: 1, collection: { name: 'Demo' } });
    core.changes.emit(rename(2, 'two'));
    await settle();
    expect(copy.store.get()).toMatchObject({
      revision: 2,
      canUndo: true,
      collection: { name: 'two' },
    });
    expect(core.snapshots).toBe(1);
    core.revision = 7;
    core.name = 'seven';
    core.changes.emit(rename(7, 'seven'));
    await settle();
    expect(copy.store.get()).toMatchObject({ revision: 7, collection: { name: 'seven' } });
    expect(core.snapshots).toBe(2);
    core.changes.emit({
      revision: 8,
      canUndo: false,
      canRedo: true,
      change: { kind: 'snapshot', collection: { ...document, name: 'undone' } },
    });
    await settle();
    expect(copy.store.get()).toMatchObject({ revision: 8, collection: { name: 'undone' } });
    copy.close();
    await link.close();
  });
});
