import type { BroadcastStatus } from '#shared/contract/broadcast.ts';
import type { CollectionChange, CollectionSnapshot } from '#shared/contract/collection.ts';
import type { MediaDevice } from '#shared/contract/producer.ts';
import { Emitter } from '#shared/lib/emitter.ts';
import type {
  CompositorSample,
  DestinationState,
  HealthSample,
  RecordingState,
} from '#shared/model/broadcast.ts';
import type { Command } from '#shared/model/command.ts';
import { applyToHistory, newHistory, redo, undo, type History } from '#shared/model/history.ts';
import { newCollection } from '#shared/model/new-collection.ts';
import type { SceneCollection } from '#shared/model/scene-collection.ts';
import { settingsSchema, type Settings } from '#shared/model/settings.ts';
import { RpcError } from '#shared/rpc/rpc-error.ts';
import type {
  AudioStatus,
  MeterFrame,
  Program,
  ProgramStatus,
  Remotes,
  SourceSize,
  SourceTrouble,
} from '#renderer/program/program.ts';
import { ValueStore } from '#renderer/program/value-store.ts';
import { FakePreview } from './fake-program-preview.ts';

/**
 * A whole Program in memory: the real reducer and history, made-up devices, folders and health. Times
 * and levels are what the test sets; nothing happens by itself.
 */
export class FakeProgram implements Program {
  readonly status = new ValueStore<ProgramStatus>({
    kind: 'connected',
    pageId: 'page',
    role: 'producer',
  });
  readonly collection: ValueStore<CollectionSnapshot | null>;
  readonly settings = new ValueStore<Settings | null>(settingsSchema.parse({}));
  readonly sourceSizes = new ValueStore<ReadonlyMap<string, SourceSize>>(new Map());
  readonly troubles = new ValueStore<ReadonlyMap<string, SourceTrouble>>(new Map());
  readonly audio = new ValueStore<AudioStatus>({ kind: 'running' });
  readonly sample = new ValueStore<CompositorSample | null>(null);
  readonly remotes: Remotes;
  /** Calls that a test asks about, with their arguments. */
  readonly calls: { readonly method: string; readonly input: unknown }[] = [];
  /** The next call of this method is rejected. */
  readonly failures = new Map<string, RpcError>();
  devices: MediaDevice[] = [];

  readonly #notified = new Emitter<string>();
  readonly #levels = new Emitter<MeterFrame>();
  readonly #previewLost = new Emitter<void>();
  readonly #devicesChanged = new Emitter<void>();
  readonly #collectionChanged = new Emitter<CollectionChange>();
  readonly #settingsChanged = new Emitter<Settings>();
  readonly #statusChanged = new Emitter<BroadcastStatus>();
  readonly #sampled = new Emitter<HealthSample>();
  readonly #roleChanged = new Emitter<{ pageId: string; role: 'producer' | 'viewer' }>();
  readonly #preview = new FakePreview();
  #history: History;
  #revision = 1;
  #broadcast: BroadcastStatus = {
    broadcast: { kind: 'idle' },
    recording: { kind: 'idle' },
    destinations: [],
    producer: true,
  };

  readonly onDidNotify = this.#notified.event;
  readonly onDidMeasureLevels = this.#levels.event;
  readonly onDidLosePreview = this.#previewLost.event;
  readonly onDidChangeDevices = this.#devicesChanged.event;

  constructor(collection: SceneCollection = newCollection()) {
    this.#history = newHistory(collection);
    this.collection = new ValueStore<CollectionSnapshot | null>(this.#snapshot());
    this.remotes = this.#makeRemotes();
    this.collection.subscribe(() => {
      this.#draw();
    });
  }

  setPreview(canvas: OffscreenCanvas | null): void {
    this.#preview.setCanvas(canvas);
    this.#draw();
  }

  resizePreview(width: number, height: number): void {
    this.#preview.resize(width, height);
    this.#draw();
  }

  listDevices(): Promise<MediaDevice[]> {
    return Promise.resolve(this.devices);
  }

  retrySource(sourceId: string): void {
    this.calls.push({ method: 'retrySource', input: sourceId });
    this.setTrouble(sourceId, null);
  }

  resumeAudio(): void {
    this.audio.set({ kind: 'running' });
  }

  grab(): Promise<Blob> {
    return Promise.resolve(new Blob());
  }

  close(): void {
    this.#preview.setCanvas(null);
  }

  /** What only a test does: the world around the studio. */
  setTrouble(sourceId: string, trouble: SourceTrouble | null): void {
    const troubles = new Map(this.troubles.get());
    if (trouble) troubles.set(sourceId, trouble);
    else troubles.delete(sourceId);
    this.troubles.set(troubles);
  }

  setSize(sourceId: string, size: SourceSize): void {
    this.sourceSizes.set(new Map(this.sourceSizes.get()).set(sourceId, size));
    this.#draw();
  }

  setDevices(devices: MediaDevice[]): void {
    this.devices = devices;
    this.#devicesChanged.emit();
  }

  losePreview(): void {
    this.#previewLost.emit();
  }

  notify(message: string): void {
    this.#notified.emit(message);
  }

  measure(frame: MeterFrame): void {
    this.#levels.emit(frame);
  }

  emitHealth(sample: HealthSample): void {
    this.#sampled.emit(sample);
  }

  setDestinationState(id: string, state: DestinationState): void {
    const destinations = this.#broadcast.destinations.filter((other) => other.id !== id);
    this.#setBroadcast({ destinations: [...destinations, { id, state }] });
  }

  setRecording(recording: RecordingState): void {
    this.#setBroadcast({ recording });
  }

  #makeRemotes(): Remotes {
    const none = Promise.resolve();
    return {
      collection: {
        get: () => this.#answer('get', undefined, () => this.#snapshot()),
        apply: ({ command, gesture }) =>
          this.#answer('apply', command, () => this.#apply(command as Command, gesture ?? null)),
        undo: () => this.#answer('undo', undefined, () => this.#step(undo(this.#history))),
        redo: () => this.#answer('redo', undefined, () => this.#step(redo(this.#history))),
        listVersions: () => Promise.resolve([]),
        restoreVersion: () => Promise.reject(RpcError.notFound('there is no such version', 'id')),
        getNotices: () => Promise.resolve([]),
        onDidChange: this.#collectionChanged.event,
      },
      settings: {
        get: () => Promise.resolve(this.#settings()),
        setOutput: (output) =>
          this.#answer('setOutput', output, () => {
            this.#setSettings({ output: settingsSchema.shape.output.parse(output) });
          }),
        setRecording: (recording) =>
          this.#answer('setRecording', recording, () => {
            this.#setSettings({ recording: settingsSchema.shape.recording.parse(recording) });
          }),
        setMonitorDevice: ({ deviceId }) =>
          this.#answer('setMonitorDevice', deviceId, () => {
            this.#setSettings({ monitorDeviceId: deviceId });
          }),
        saveDestination: ({ destination, streamKey }) =>
          this.#answer('saveDestination', { destination, streamKey }, () => {
            const keyRef =
              streamKey === undefined ? destination.keyRef : `key of ${destination.id}`;
            const saved = { ...destination, keyRef };
            const { destinations } = this.#settings();
            const isNew = !destinations.some(({ id }) => id === saved.id);
            this.#setSettings({
              destinations: isNew
                ? [...destinations, saved]
                : destinations.map((other) => (other.id === saved.id ? saved : other)),
            });
          }),
        removeDestination: ({ id }) =>
          this.#answer('removeDestination', id, () => {
            this.#setSettings({
              destinations: this.#settings().destinations.filter((other) => other.id !== id),
            });
          }),
        getVault: () => Promise.resolve({ kind: 'memory', notice: 'there is no keyring here.' }),
        onDidChange: this.#settingsChanged.event,
      },
      broadcast: {
        getStatus: () => Promise.resolve(this.#broadcast),
        goLive: () =>
          this.#answer('goLive', undefined, () => {
            const sinceMs = Date.now();
            this.#setBroadcast({
              broadcast: { kind: 'live', sinceMs },
              destinations: this.#settings()
                .destinations.filter(({ enabled }) => enabled)
                .map(({ id }) => ({ id, state: { kind: 'live', sinceMs } })),
            });
          }),
        stop: () =>
          this.#answer('stop', undefined, () => {
            this.#setBroadcast({ broadcast: { kind: 'idle' }, destinations: [] });
          }),
        retryDestination: ({ id }) =>
          this.#answer('retryDestination', id, () => {
            this.setDestinationState(id, { kind: 'connecting', step: 'tcp' });
          }),
        startRecording: () =>
          this.#answer('startRecording', undefined, () => {
            const file = '/videos/show.mp4';
            this.setRecording({ kind: 'recording', file, sinceMs: Date.now() });
            return { file };
          }),
        stopRecording: () =>
          this.#answer('stopRecording', undefined, () => {
            this.setRecording({ kind: 'idle' });
            return { file: '/videos/show.mp4', bytes: 12_345_678, durationMs: 61_000 };
          }),
        onDidChangeStatus: this.#statusChanged.event,
        onDidSample: this.#sampled.event,
      },
      studio: {
        attach: () => Promise.resolve({ pageId: 'page', role: 'producer' }),
        getHost: () =>
          Promise.resolve({
            kind: 'browser',
            platform: 'linux',
            browserPages: { available: true, notice: null },
            systemAudio: false,
            version: '0.0.0',
          }),
        listCaptureTargets: () => Promise.resolve([]),
        chooseCaptureTarget: () => none,
        pickFile: () => Promise.reject(new RpcError('unavailable', 'there is no system dialog')),
        listFolder: ({ path, purpose }) =>
          this.#answer('listFolder', path, () => listFolder(path, purpose)),
        log: () => none,
        onDidChangeRole: this.#roleChanged.event,
      },
    };
  }

  async #answer<T>(method: string, input: unknown, act: () => T): Promise<T> {
    await Promise.resolve();
    this.calls.push({ method, input });
    const failure = this.failures.get(method);
    if (failure) {
      this.failures.delete(method);
      throw failure;
    }
    return act();
  }

  #apply(command: Command, gesture: string | null): { revision: number } {
    const applied = applyToHistory(this.#history, command, gesture);
    if (applied.kind === 'refused') throw RpcError.invalid(applied.message, applied.field);
    this.#history = applied.history;
    return this.#publish({ kind: 'command', command });
  }

  #step(history: History | null): { revision: number } {
    if (!history) throw new RpcError('conflict', 'there is nothing left');
    this.#history = history;
    return this.#publish({ kind: 'snapshot', collection: history.present });
  }

  #publish(change: CollectionChange['change']): { revision: number } {
    this.#revision += 1;
    const snapshot = this.#snapshot();
    this.collection.set(snapshot);
    const { revision, canUndo, canRedo } = snapshot;
    this.#collectionChanged.emit({ revision, canUndo, canRedo, change });
    return { revision };
  }

  #snapshot(): CollectionSnapshot {
    const { present, past, future } = this.#history;
    return {
      revision: this.#revision,
      collection: present,
      canUndo: past.length > 0,
      canRedo: future.length > 0,
    };
  }

  #settings(): Settings {
    return this.settings.get() ?? settingsSchema.parse({});
  }

  #setSettings(changes: Partial<Settings>): void {
    const settings = { ...this.#settings(), ...changes };
    this.settings.set(settings);
    this.#settingsChanged.emit(settings);
  }

  #setBroadcast(changes: Partial<BroadcastStatus>): void {
    this.#broadcast = { ...this.#broadcast, ...changes };
    this.#statusChanged.emit(this.#broadcast);
  }

  #draw(): void {
    this.#preview.draw(this.#history.present, this.sourceSizes.get());
  }
}

/** A small disk. */
const disk: Readonly<Record<string, readonly { name: string; kind: 'file' | 'folder' }[]>> = {
  '/': [{ name: 'home', kind: 'folder' }],
  '/home': [
    { name: 'pictures', kind: 'folder' },
    { name: 'clip.mp4', kind: 'file' },
    { name: 'logo.png', kind: 'file' },
  ],
  '/home/pictures': [{ name: 'sunset.jpg', kind: 'file' }],
};

function listFolder(path: string, purpose: 'media' | 'image' | 'collection' | 'folder') {
  const folder = path === '' ? '/home' : path;
  const entries = disk[folder];
  if (!entries) throw RpcError.notFound(`there is no folder ${folder}`, 'path');
  const isWanted = {
    media: /\.mp4$/,
    image: /\.(png|jpg)$/,
    collection: /\.json$/,
    folder: /^$/,
  }[purpose];
  return {
    path: folder,
    parent: folder === '/' ? null : folder.slice(0, folder.lastIndexOf('/')) || '/',
    entries: entries.filter(({ name, kind }) => kind === 'folder' || isWanted.test(name)),
  };
}
