import type { CompositorSample } from '#shared/model/broadcast.ts';
import type { SceneCollection } from '#shared/model/scene-collection.ts';
import type { OutputSettings } from '#shared/model/settings.ts';
import type { EncoderCapability } from '#shared/contract/producer.ts';
import type { AudioClockMap } from '../mixer/audio-clock.ts';

/** How the worker reaches the engine: it opens the socket itself, or gets the host's port. */
export type MediaLink =
  | { readonly kind: 'websocket'; readonly url: string }
  | { readonly kind: 'port'; readonly port: MessagePort };

/** Page to compositor worker. What is transferred is named in each line. */
export type ToCompositor =
  | {
      readonly kind: 'init';
      readonly output: OutputSettings;
      /** Where a source's file is read: `${mediaBase}${sourceId}`, with Range requests. */
      readonly mediaBase: string;
      /** Skips the probe; for tests and for a person who overrides it. */
      readonly backEnd: 'probe' | 'cpu' | 'webgl2';
    }
  | { readonly kind: 'set-output'; readonly output: OutputSettings }
  /** A change of `programSceneId` starts the collection's transition. */
  | { readonly kind: 'set-collection'; readonly collection: SceneCollection }
  /** The program drawn small for a person; `canvas` is transferred. At most `fps` pictures a second. */
  | { readonly kind: 'set-preview'; readonly canvas: OffscreenCanvas | null; readonly fps: number }
  | { readonly kind: 'resize-preview'; readonly width: number; readonly height: number }
  /** Live video of a camera, display or window; `frames` is transferred. */
  | {
      readonly kind: 'set-track';
      readonly sourceId: string;
      readonly frames: ReadableStream<VideoFrame>;
    }
  /** The page lost the source; its last frame stays, dimmed, with its name. */
  | { readonly kind: 'lose-source'; readonly sourceId: string; readonly trouble: string }
  /** One picture of a browser-page source; `bitmap` is transferred. */
  | { readonly kind: 'set-picture'; readonly sourceId: string; readonly bitmap: ImageBitmap }
  /** Sound of a media file goes to this worklet port as `MediaSound`; `port` is transferred. */
  | { readonly kind: 'set-sound-port'; readonly sourceId: string; readonly port: MessagePort }
  /** PCM of the program bus comes from this worklet port as `ProgramSound`; `port` is transferred. */
  | { readonly kind: 'set-program-sound'; readonly port: MessagePort }
  | { readonly kind: 'connect-media'; readonly link: MediaLink }
  | { readonly kind: 'start-encoding'; readonly output: OutputSettings }
  | { readonly kind: 'stop-encoding' }
  | { readonly kind: 'set-video-bitrate'; readonly bitrateKbps: number }
  | { readonly kind: 'probe-encoders' }
  /** Answered by `grabbed`: the program's next frame as a PNG, for tests and screenshots. */
  | { readonly kind: 'grab' };

/** Compositor worker to page. */
export type FromCompositor =
  | {
      readonly kind: 'ready';
      readonly backEnd: 'cpu' | 'webgl2';
      readonly probeMs: Readonly<Record<string, number>>;
    }
  | { readonly kind: 'sample'; readonly sample: CompositorSample }
  /** Size in source pixels, once known and whenever it changes; for boxes on the preview. */
  | {
      readonly kind: 'source-size';
      readonly sourceId: string;
      readonly width: number;
      readonly height: number;
    }
  | { readonly kind: 'source-trouble'; readonly sourceId: string; readonly trouble: string | null }
  | {
      readonly kind: 'encoding-started';
      readonly codecString: string;
      readonly acceleration: string;
    }
  | { readonly kind: 'encoding-failed'; readonly detail: string }
  | { readonly kind: 'media-lost'; readonly detail: string }
  /** The audio clock against the program clock, for the page to hand to its worklets. */
  | { readonly kind: 'audio-clock'; readonly map: AudioClockMap }
  | { readonly kind: 'encoders'; readonly encoders: readonly EncoderCapability[] }
  | { readonly kind: 'grabbed'; readonly png: Blob };

/** Worker to a media source's worklet: sound with the program time it must be heard at. */
export interface MediaSound {
  readonly kind: 'sound';
  readonly timestampUs: number;
  readonly sampleRate: number;
  /** Planar float32, one array a channel (1 or 2), transferred. */
  readonly channels: readonly Float32Array[];
}
/** Forget what is queued: the file jumped or was replaced. */
export interface MediaSoundReset {
  readonly kind: 'reset';
}

/** Tap worklet to worker: what the program bus carried. */
export interface ProgramSound {
  readonly kind: 'pcm';
  /** AudioContext's `currentFrame` of the first sample. */
  readonly frame: number;
  /** Interleaved stereo float32 at 48 kHz; transferred. */
  readonly samples: Float32Array;
}
