import type { broadcastService } from '#shared/contract/broadcast.ts';
import type { CollectionSnapshot, collectionService } from '#shared/contract/collection.ts';
import type { MediaDevice, studioService } from '#shared/contract/producer.ts';
import type { settingsService } from '#shared/contract/settings.ts';
import type { Closable } from '#shared/lib/closable.ts';
import type { Event } from '#shared/lib/emitter.ts';
import type { CompositorSample } from '#shared/model/broadcast.ts';
import type { Settings } from '#shared/model/settings.ts';
import type { Remote } from '#shared/rpc/service.ts';

/** A value that changes. `subscribe` calls the listener on every change, not at once. */
export interface Store<T> {
  get(): T;
  subscribe(listener: (value: T) => void): Closable;
}

/** The page's connection to the core, and what the core wants of it. */
export type ProgramStatus =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'connected'; readonly pageId: string; readonly role: 'producer' | 'viewer' }
  /** The picture goes on; only the core is out of reach. `nextRetryAtMs` is wall time. */
  | { readonly kind: 'reconnecting'; readonly attempt: number; readonly nextRetryAtMs: number };

/**
 * Why a source has no fresh picture or sound, in words for a person. `needs-click`: the browser asks
 * only after a click; call `retrySource` in the click's handler.
 */
export interface SourceTrouble {
  readonly kind: 'lost' | 'needs-click' | 'failed';
  readonly text: string;
}

/** One channel's level since the last frame of meters, in dBFS; silence is −Infinity. */
export interface ChannelLevel {
  readonly peakDb: number;
  readonly rmsDb: number;
}

/** Left and right. `clipped`: a sample reached full scale within the last second. */
export interface Levels {
  readonly channels: readonly ChannelLevel[];
  readonly clipped: boolean;
}

/** 30 times a second while there is sound to measure. Strips are measured after gain and mute. */
export interface MeterFrame {
  readonly program: Levels;
  readonly strips: ReadonlyMap<string, Levels>;
}

/** `suspended`: the browser wants a click (`resumeAudio`); `interrupted`: the system took the device. */
export type AudioStatus =
  | { readonly kind: 'off' }
  | { readonly kind: 'running' }
  | { readonly kind: 'suspended'; readonly detail: string }
  | { readonly kind: 'interrupted'; readonly detail: string };

export interface SourceSize {
  readonly width: number;
  readonly height: number;
}

/**
 * The core's services. They stay the same objects over a reconnect; a call while there is no
 * connection rejects with reason `channel-closed`.
 */
export interface Remotes {
  readonly broadcast: Remote<typeof broadcastService>;
  readonly collection: Remote<typeof collectionService>;
  readonly settings: Remote<typeof settingsService>;
  readonly studio: Remote<typeof studioService>;
}

/** The running program of this page: what a studio draws, and all that it may ask for. */
export interface Program extends Closable {
  readonly status: Store<ProgramStatus>;
  /** Null until the first snapshot came. */
  readonly collection: Store<CollectionSnapshot | null>;
  readonly settings: Store<Settings | null>;
  /** In source pixels, by source id, once known. */
  readonly sourceSizes: Store<ReadonlyMap<string, SourceSize>>;
  /** By source id; a source without trouble is not in it. */
  readonly troubles: Store<ReadonlyMap<string, SourceTrouble>>;
  readonly audio: Store<AudioStatus>;
  /** The compositor's last sample, once a second; null while this page does not produce. */
  readonly sample: Store<CompositorSample | null>;
  /** What went wrong and was put right, or could not be, in words for a person. */
  readonly onDidNotify: Event<string>;
  readonly onDidMeasureLevels: Event<MeterFrame>;
  readonly remotes: Remotes;

  /**
   * Draws the program on `canvas` (`HTMLCanvasElement.transferControlToOffscreen()`), at most `fps`
   * pictures a second, default 30; null ends it. A canvas can be given once; after a crash of the
   * worker `onDidLosePreview` asks for a fresh one.
   */
  setPreview(canvas: OffscreenCanvas | null, fps?: number): void;
  /** In device pixels. */
  resizePreview(width: number, height: number): void;
  /** The canvas went down with the worker: mount a new one and call `setPreview`. */
  readonly onDidLosePreview: Event<void>;

  /** Cameras, microphones and speakers of this browser, and the host's screens and windows. */
  listDevices(): Promise<MediaDevice[]>;
  /** Raised when a device was plugged in or out. */
  readonly onDidChangeDevices: Event<void>;
  /** Asks for the source's device again, now. Call it in a click's handler where trouble is `needs-click`. */
  retrySource(sourceId: string): void;
  /** Starts the sound after a click where `audio` is `suspended`. */
  resumeAudio(): void;
  /** The program's next frame as a PNG. Rejects while this page does not produce. */
  grab(): Promise<Blob>;
}
