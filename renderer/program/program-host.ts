import { producerService, type MediaDevice } from '#shared/contract/producer.ts';
import { ClosableStack } from '#shared/lib/closable.ts';
import type { Clock } from '#shared/lib/clock.ts';
import { Emitter } from '#shared/lib/emitter.ts';
import type { CompositorSample } from '#shared/model/broadcast.ts';
import type { Settings } from '#shared/model/settings.ts';
import { bind } from '#shared/rpc/peer.ts';
import { RpcError } from '#shared/rpc/rpc-error.ts';
import type { ConnectionSource } from '../host/connection-source.ts';
import type { Mixer } from '../mixer/mixer.ts';
import { CollectionCopy } from './collection-copy.ts';
import type { WorkerLike } from './compositor-worker.ts';
import { CoreLink } from './core-link.ts';
import { listMediaDevices } from './devices.ts';
import { Mirror } from './mirror.ts';
import { Producer } from './producer.ts';
import type {
  AudioStatus,
  MeterFrame,
  Program,
  ProgramStatus,
  Remotes,
  SourceSize,
  SourceTrouble,
  Store,
} from './program.ts';
import { ValueStore } from './value-store.ts';

export interface ProgramHostOptions {
  readonly host: ConnectionSource;
  /** Rejects where there can be no sound; the program is then silent, and says so. */
  readonly createMixer: () => Promise<Mixer>;
  readonly createWorker: () => WorkerLike;
  readonly devices: MediaDevices;
  readonly clock: Clock;
  readonly random: () => number;
  /** Whether this page could make the picture. */
  readonly canProduce: boolean;
  /** Whether somebody is there to answer the browser's picker. */
  readonly hasPerson: boolean;
}

/**
 * What makes the picture in a page, with or without a studio: follows the document and the settings,
 * and while the core wants this page to produce, runs the compositor, the mixer and the devices.
 */
export class ProgramHost implements Program {
  readonly status: Store<ProgramStatus>;
  readonly collection: CollectionCopy['store'];
  readonly settings: Store<Settings | null>;
  readonly sourceSizes: Store<ReadonlyMap<string, SourceSize>>;
  readonly troubles: Store<ReadonlyMap<string, SourceTrouble>>;
  readonly audio: Store<AudioStatus>;
  readonly sample: Store<CompositorSample | null>;
  readonly remotes: Remotes;
  readonly #options: ProgramHostOptions;
  readonly #closables = new ClosableStack();
  readonly #notified = this.#closables.add(new Emitter<string>());
  readonly #levels = this.#closables.add(new Emitter<MeterFrame>());
  readonly #previewLost = this.#closables.add(new Emitter<void>());
  readonly #devicesChanged = this.#closables.add(new Emitter<void>());
  readonly #sampled = this.#closables.add(new Emitter<CompositorSample>());
  readonly #encodingFailed = this.#closables.add(new Emitter<{ detail: string }>());
  readonly #settings = this.#closables.add(new ValueStore<Settings | null>(null));
  readonly #sample = this.#closables.add(new ValueStore<CompositorSample | null>(null));
  readonly #sizes = this.#closables.add(new Mirror<ReadonlyMap<string, SourceSize>>(new Map()));
  readonly #troubles = this.#closables.add(
    new Mirror<ReadonlyMap<string, SourceTrouble>>(new Map()),
  );
  readonly #audio = this.#closables.add(new Mirror<AudioStatus>({ kind: 'off' }));
  readonly #link: CoreLink;
  readonly #copy: CollectionCopy;
  #mixer: Promise<Mixer | undefined> | undefined;
  #producer: Producer | undefined;
  /** The last taking up of what the core says; settles, never rejects. */
  #refreshed: Promise<void> = Promise.resolve();
  /** Given before there was a compositor to draw on it. */
  #preview: { canvas: OffscreenCanvas; fps: number } | undefined;
  #previewSize: { width: number; height: number } | undefined;

  readonly onDidNotify = this.#notified.event;
  readonly onDidMeasureLevels = this.#levels.event;
  readonly onDidLosePreview = this.#previewLost.event;
  readonly onDidChangeDevices = this.#devicesChanged.event;

  constructor(options: ProgramHostOptions) {
    this.#options = options;
    const { host, devices, clock, random, canProduce } = options;
    this.#link = new CoreLink({
      connect: () => host.connect(),
      serves: [this.#bindProducer()],
      canProduce,
      clock,
      random,
    });
    this.status = this.#link.status;
    this.remotes = this.#link.remotes;
    this.#copy = this.#closables.add(new CollectionCopy(this.remotes.collection));
    this.collection = this.#copy.store;
    this.settings = this.#settings;
    this.sourceSizes = this.#sizes.store;
    this.troubles = this.#troubles.store;
    this.audio = this.#audio.store;
    this.sample = this.#sample;
    this.#closables.add(this.#link);
    this.#closables.defer(() => this.#stopProducing());
    this.#closables.defer(async () => (await this.#mixer)?.close());
    this.#closables.add(
      this.remotes.settings.onDidChange((settings) => {
        this.#settings.set(settings);
        this.#producer?.setSettings(settings);
      }),
    );
    this.#closables.add(
      this.collection.subscribe((snapshot) => {
        if (snapshot) this.#producer?.setCollection(snapshot.collection);
      }),
    );
    this.#closables.add(
      this.status.subscribe((status) => {
        this.#follow(status);
      }),
    );
    const onDeviceChange = (): void => {
      this.#devicesChanged.emit();
    };
    devices.addEventListener('devicechange', onDeviceChange);
    this.#closables.defer(() => {
      devices.removeEventListener('devicechange', onDeviceChange);
    });
    this.#link.start();
  }

  setPreview(canvas: OffscreenCanvas | null, fps = 30): void {
    if (this.#producer) this.#producer.setPreview(canvas, fps);
    else this.#preview = canvas ? { canvas, fps } : undefined;
  }

  resizePreview(width: number, height: number): void {
    this.#previewSize = { width, height };
    this.#producer?.resizePreview(width, height);
  }

  async listDevices(): Promise<MediaDevice[]> {
    const targets = await this.remotes.studio.listCaptureTargets().catch(() => []);
    return [...(await listMediaDevices(this.#options.devices)), ...targets];
  }

  retrySource(sourceId: string): void {
    this.#producer?.retrySource(sourceId);
  }

  resumeAudio(): void {
    void this.#mixer?.then((mixer) => mixer?.resume());
  }

  async grab(): Promise<Blob> {
    return (await this.#needProducer()).encoding.grab();
  }

  async close(): Promise<void> {
    await this.#closables.close();
  }

  #follow(status: ProgramStatus): void {
    // While the connection is lost the picture goes on: the engine may still be there.
    if (status.kind !== 'connected') return;
    if (status.role === 'viewer') void this.#stopProducing();
    const { role } = status;
    this.#refreshed = this.#refreshed.then(() => this.#refresh(role === 'producer'));
  }

  async #refresh(mayProduce: boolean): Promise<void> {
    try {
      const [settings] = await Promise.all([this.remotes.settings.get(), this.#copy.refresh()]);
      this.#settings.set(settings);
      this.#producer?.setSettings(settings);
      if (mayProduce) await this.#startProducing();
    } catch (error) {
      // The connection went, and comes back; anything else a person should know.
      if (error instanceof RpcError && error.reason === 'channel-closed') return;
      this.#notified.emit(`The program does not start: ${String(error)}`);
    }
  }

  async #startProducing(): Promise<void> {
    if (this.#producer) return;
    this.#mixer ??= this.#openMixer();
    const mixer = await this.#mixer;
    const status = this.status.get();
    const snapshot = this.collection.get();
    const settings = this.#settings.get();
    const isUnwanted = status.kind === 'connected' && status.role === 'viewer';
    if (isUnwanted || !snapshot || !settings) return;
    const { host, devices, createWorker, clock, random, hasPerson } = this.#options;
    const { studio } = this.remotes;
    const targets = {
      list: () => studio.listCaptureTargets(),
      choose: (target: { id: string; systemAudio: boolean }) => studio.chooseCaptureTarget(target),
    };
    const producer = new Producer({
      host,
      collection: snapshot.collection,
      settings,
      mixer,
      devices,
      targets: host.listsTargets ? targets : null,
      sharesByPicker: hasPerson && !host.listsTargets,
      createWorker,
      clock,
      random,
    });
    this.#producer = producer;
    this.#sizes.follow(producer.sourceSizes);
    this.#troubles.follow(producer.troubles);
    producer.onDidSample((sample) => {
      this.#sample.set(sample);
      this.#sampled.emit(sample);
    });
    producer.encoding.onDidFail((failure) => {
      this.#encodingFailed.emit(failure);
    });
    producer.onDidNotify((text) => {
      this.#notified.emit(text);
    });
    producer.onDidLosePreview(() => {
      this.#previewLost.emit();
    });
    if (this.#preview) producer.setPreview(this.#preview.canvas, this.#preview.fps);
    this.#preview = undefined;
    const size = this.#previewSize;
    if (size) producer.resizePreview(size.width, size.height);
  }

  async #stopProducing(): Promise<void> {
    const producer = this.#producer;
    if (!producer) return;
    this.#producer = undefined;
    this.#sizes.follow(undefined);
    this.#troubles.follow(undefined);
    this.#sample.set(null);
    await producer.close();
    this.#previewLost.emit();
  }

  async #openMixer(): Promise<Mixer | undefined> {
    try {
      const mixer = await this.#options.createMixer();
      this.#audio.follow(mixer.audio);
      mixer.onDidNotify((text) => {
        this.#notified.emit(text);
      });
      mixer.onDidMeasureLevels((frame) => {
        this.#levels.emit(frame);
      });
      return mixer;
    } catch (error) {
      this.#notified.emit(`There is no sound: ${String(error)}`);
      return undefined;
    }
  }

  /** Rejects where this page does not produce, once it had the time to begin. */
  async #needProducer(): Promise<Producer> {
    await this.#refreshed;
    if (this.#producer) return this.#producer;
    throw new RpcError('unavailable', 'This page does not make the picture.');
  }

  #bindProducer(): ReturnType<typeof bind> {
    return bind(producerService, {
      startEncoding: async ({ output }, { signal }) => {
        const producer = await this.#needProducer();
        producer.hurryMedia();
        return producer.encoding.start(output, signal);
      },
      stopEncoding: () => {
        this.#producer?.encoding.stop();
      },
      setVideoBitrate: async ({ bitrateKbps }) => {
        (await this.#needProducer()).encoding.setVideoBitrate(bitrateKbps);
      },
      probeEncoders: async (_, { signal }) => (await this.#needProducer()).encoding.probe(signal),
      listDevices: () => this.listDevices(),
      onDidSample: this.#sampled.event,
      onDidFailEncoding: this.#encodingFailed.event,
    });
  }
}
