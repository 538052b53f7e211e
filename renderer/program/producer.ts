import { assertNever } from '#shared/lib/assert-never.ts';
import { ClosableStack, type Closable } from '#shared/lib/closable.ts';
import type { Clock } from '#shared/lib/clock.ts';
import { Emitter, type Event } from '#shared/lib/emitter.ts';
import type { CompositorSample } from '#shared/model/broadcast.ts';
import type { SceneCollection } from '#shared/model/scene-collection.ts';
import type { Settings } from '#shared/model/settings.ts';
import type { FromCompositor } from '../compositor/messages.ts';
import type { ConnectionSource } from '../host/connection-source.ts';
import type { Mixer } from '../mixer/mixer.ts';
import { mixedSources } from '../mixer/sounding-sources.ts';
import { capture, isShared, type CaptureOptions, type DeviceSource } from './capture.ts';
import { CompositorWorker, type WorkerLike } from './compositor-worker.ts';
import { DeviceCaptures } from './device-captures.ts';
import { Encoding } from './encoding.ts';
import { MediaConnection } from './media-connection.ts';
import { PageFrames } from './page-frames.ts';
import type { SourceSize, SourceTrouble, Store } from './program.ts';
import { SourceTroubles } from './source-troubles.ts';
import { ValueStore } from './value-store.ts';

export interface ProducerOptions {
  readonly host: ConnectionSource;
  readonly collection: SceneCollection;
  readonly settings: Settings;
  /** Undefined where the browser has no sound to give; the program is then silent. */
  readonly mixer: Mixer | undefined;
  readonly devices: MediaDevices;
  readonly targets: CaptureOptions['targets'];
  /** Whether the browser asks a person what to share. */
  readonly sharesByPicker: boolean;
  readonly createWorker: () => WorkerLike;
  readonly clock: Clock;
  readonly random: () => number;
}

/** Makes the picture and the sound of this page: the compositor worker and all that feeds it. */
export class Producer implements Closable {
  readonly encoding: Encoding;
  readonly sourceSizes: Store<ReadonlyMap<string, SourceSize>>;
  readonly troubles: Store<ReadonlyMap<string, SourceTrouble>>;
  readonly onDidSample: Event<CompositorSample>;
  readonly onDidLosePreview: Event<void>;
  readonly onDidNotify: Event<string>;
  readonly #options: ProducerOptions;
  readonly #worker: CompositorWorker;
  readonly #media: MediaConnection;
  readonly #captures: DeviceCaptures<MediaStreamTrack>;
  readonly #pageFrames: PageFrames;
  readonly #troubles = new SourceTroubles();
  readonly #closables = new ClosableStack();
  readonly #sizes = this.#closables.add(new ValueStore<ReadonlyMap<string, SourceSize>>(new Map()));
  readonly #sampled = this.#closables.add(new Emitter<CompositorSample>());
  readonly #previewLost = this.#closables.add(new Emitter<void>());
  readonly #notified = this.#closables.add(new Emitter<string>());
  /** What plays in the worker now, by source. */
  readonly #pictures = new Map<string, MediaStreamTrack>();
  readonly #players = new Set<string>();
  #collection: SceneCollection;
  #settings: Settings;
  #hasPreview = false;

  constructor(options: ProducerOptions) {
    const { clock, random, devices, mixer, host } = options;
    this.#options = options;
    this.#collection = options.collection;
    this.#settings = options.settings;
    this.sourceSizes = this.#sizes;
    this.troubles = this.#troubles.store;
    this.onDidSample = this.#sampled.event;
    this.onDidLosePreview = this.#previewLost.event;
    this.onDidNotify = this.#notified.event;
    this.#worker = this.#closables.add(
      new CompositorWorker({
        createWorker: options.createWorker,
        onDidStart: () => {
          this.#tellWorker();
        },
        clock,
      }),
    );
    const { post, onDidReceive } = this.#worker;
    this.encoding = this.#closables.add(new Encoding({ post, onDidReceive, clock }));
    this.#media = this.#closables.add(
      new MediaConnection({ mediaLink: () => host.mediaLink(), post, clock, random }),
    );
    this.#pageFrames = this.#closables.add(
      new PageFrames({
        receive: (receiver) => host.receivePageFrames(receiver),
        onDidPaint: (sourceId, bitmap) => {
          post({ kind: 'set-picture', sourceId, bitmap }, [bitmap]);
        },
        clock,
        random,
      }),
    );
    this.#captures = this.#closables.add(
      new DeviceCaptures({
        open: (source) =>
          capture(source, { devices, targets: options.targets, fps: this.#settings.output.fps }),
        onDidOpen: (source, track) => {
          this.#open(source, track);
        },
        onDidChangeTrouble: (source, trouble) => {
          this.#setTrouble(source, trouble);
        },
        needsClick: (source) => options.sharesByPicker && isShared(source),
        clock,
      }),
    );
    const retryAll = (): void => {
      this.#captures.retryAll();
    };
    devices.addEventListener('devicechange', retryAll);
    this.#closables.defer(() => {
      devices.removeEventListener('devicechange', retryAll);
    });
    onDidReceive((message) => {
      this.#receive(message);
    });
    this.#worker.onDidCrash((why) => {
      this.#lose(why);
    });
    this.#worker.start();
    this.setCollection(options.collection);
    void mixer?.setMonitorDevice(options.settings.monitorDeviceId);
  }

  setCollection(collection: SceneCollection): void {
    this.#collection = collection;
    const ids = new Set(collection.sources.map(({ id }) => id));
    this.#troubles.retain(ids);
    for (const id of this.#players) if (!ids.has(id)) this.#players.delete(id);
    for (const id of this.#pictures.keys()) if (!ids.has(id)) this.#pictures.delete(id);
    this.#sizes.set(new Map([...this.#sizes.get()].filter(([id]) => ids.has(id))));
    this.#worker.post({ kind: 'set-collection', collection });
    this.#options.mixer?.setSources(mixedSources(collection));
    this.#openPlayers();
    this.#captures.setSources(collection.sources);
    this.#pageFrames.setSources(collection.sources);
  }

  setSettings(settings: Settings): void {
    const before = this.#settings;
    this.#settings = settings;
    if (JSON.stringify(before.output) !== JSON.stringify(settings.output)) {
      this.#worker.post({ kind: 'set-output', output: settings.output });
    }
    if (before.monitorDeviceId !== settings.monitorDeviceId) {
      void this.#options.mixer?.setMonitorDevice(settings.monitorDeviceId);
    }
  }

  setPreview(canvas: OffscreenCanvas | null, fps: number): void {
    this.#hasPreview = canvas !== null;
    this.#worker.post({ kind: 'set-preview', canvas, fps }, canvas ? [canvas] : []);
  }

  resizePreview(width: number, height: number): void {
    this.#worker.post({ kind: 'resize-preview', width, height });
  }

  retrySource(sourceId: string): void {
    this.#captures.retry(sourceId);
  }

  /** The broadcast is about to start: a lost way to the engine is not waited for. */
  hurryMedia(): void {
    this.#media.hurry();
  }

  async close(): Promise<void> {
    await this.#closables.close();
    this.#options.mixer?.setSources([]);
  }

  #tellWorker(): void {
    const { host, mixer } = this.#options;
    const post = this.#worker.post;
    const { output } = this.#settings;
    post({ kind: 'init', output, mediaBase: host.mediaBase, backEnd: 'probe' });
    post({ kind: 'set-collection', collection: this.#collection });
    const port = mixer?.openProgramSound();
    if (port) post({ kind: 'set-program-sound', port }, [port]);
    this.#players.clear();
    this.#openPlayers();
    for (const [sourceId, track] of this.#pictures) this.#show(sourceId, track);
    for (const { id } of this.#collection.sources) {
      const trouble = this.#troubles.ofDevice(id);
      if (trouble) post({ kind: 'lose-source', sourceId: id, trouble: trouble.text });
    }
    this.#pageFrames.repaint();
    this.#media.connect().catch(() => {
      this.#media.lose();
    });
    this.encoding.resume();
  }

  #openPlayers(): void {
    for (const { kind, id } of this.#collection.sources) {
      if (kind !== 'media' || this.#players.has(id)) continue;
      const port = this.#options.mixer?.openPlayerPort(id);
      if (!port) continue;
      this.#players.add(id);
      this.#worker.post({ kind: 'set-sound-port', sourceId: id, port }, [port]);
    }
  }

  #open(source: DeviceSource, track: MediaStreamTrack): void {
    if (track.kind === 'audio') {
      this.#options.mixer?.setStream(source.id, new MediaStream([track]));
      return;
    }
    this.#pictures.set(source.id, track);
    this.#show(source.id, track);
  }

  #show(sourceId: string, track: MediaStreamTrack): void {
    const { readable } = new MediaStreamTrackProcessor({ track: track as MediaStreamVideoTrack });
    this.#worker.post({ kind: 'set-track', sourceId, frames: readable }, [readable]);
  }

  #setTrouble({ id }: DeviceSource, trouble: SourceTrouble | null): void {
    this.#troubles.setOfDevice(id, trouble);
    if (!trouble) return;
    this.#pictures.delete(id);
    this.#options.mixer?.setStream(id, null);
    this.#worker.post({ kind: 'lose-source', sourceId: id, trouble: trouble.text });
  }

  #receive(message: FromCompositor): void {
    switch (message.kind) {
      case 'sample':
        this.#sampled.emit(this.#troubles.complete(message.sample));
        return;
      case 'source-size': {
        const { sourceId, width, height } = message;
        this.#sizes.set(new Map([...this.#sizes.get(), [sourceId, { width, height }]]));
        return;
      }
      case 'source-trouble':
        this.#troubles.setOfCompositor(message.sourceId, message.trouble);
        return;
      case 'audio-clock':
        this.#options.mixer?.setAudioClock(message.map);
        return;
      case 'media-lost':
        this.#media.lose();
        return;
      case 'ready':
      case 'encoding-started':
      case 'encoding-failed':
      case 'encoders':
      case 'grabbed':
        return;
      default:
        assertNever(message);
    }
  }

  #lose(why: string): void {
    this.#troubles.forgetCompositor();
    this.#notified.emit(`The picture stopped and is started again: ${why}`);
    if (this.#hasPreview) this.#previewLost.emit();
    this.#hasPreview = false;
  }
}
