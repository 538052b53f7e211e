import { ALL_FORMATS, AudioSampleSink, EncodedPacketSink, Input, UrlSource } from 'mediabunny';
import type { SourceOf } from '#shared/model/source.ts';
import type { Picture } from '../raster/picture.ts';
import type { SourceShape } from '../scene/draw-list.ts';
import { MediaSoundFeed } from './media-sound.ts';
import { MediaTroubleError, describeMediaError, refuseUnreachable } from './media-trouble.ts';
import { MediaVideo } from './media-video.ts';
import { mediaDecoderConfig } from './media-decoder-config.ts';
import type { PictureSource, SoundInput, SourceContext } from './picture-source.ts';
import { Retry } from './retry.ts';
import { makeSlate, slateSize } from './slate.ts';

/** One opened file. */
interface OpenMedia {
  readonly input: Input;
  readonly video: MediaVideo | null;
  readonly sound: MediaSoundFeed | null;
}

/**
 * A media file. Its position follows from the program clock alone, so that it goes on in the right
 * place after a time off air. A file that breaks shows its last picture dimmed and is opened again.
 */
export class MediaSource implements PictureSource, SoundInput {
  readonly #source: SourceOf<'media'>;
  readonly #context: SourceContext;
  readonly #startUs: number;
  readonly #retry: Retry;
  #open: OpenMedia | null = null;
  #slate: Picture | null = null;
  #shape: SourceShape | null = null;
  #isOnAir = true;
  #soundPort: MessagePort | null = null;

  constructor(source: SourceOf<'media'>, context: SourceContext) {
    this.#source = source;
    this.#context = context;
    this.#startUs = context.nowUs();
    this.#retry = new Retry({
      clock: context.clock,
      attempt: (signal) => this.#load(signal),
      onFailure: (error) => {
        this.#fail(error);
      },
    });
  }

  get shape(): SourceShape | null {
    return this.#shape;
  }

  picture(nowUs: number): Picture | null {
    if (this.#slate) return this.#slate;
    const frame = this.#open?.video?.frameAt(nowUs);
    return frame ? { kind: 'frame', frame } : null;
  }

  setOnAir(isOnAir: boolean): void {
    if (isOnAir === this.#isOnAir) return;
    this.#isOnAir = isOnAir;
    if (isOnAir) {
      this.#open?.video?.play();
      this.#open?.sound?.play();
    } else {
      this.#open?.video?.pause();
      this.#open?.sound?.pause();
    }
  }

  setSoundPort(port: MessagePort): void {
    this.#soundPort = port;
    this.#open?.sound?.setPort(port);
  }

  close(): void {
    this.#retry.close();
    this.#closeFile();
  }

  async #load(signal: AbortSignal): Promise<void> {
    const url = `${this.#context.mediaBase}${this.#source.id}`;
    await refuseUnreachable(url, signal);
    const input = new Input({
      formats: ALL_FORMATS,
      source: new UrlSource(url, { getRetryDelay: (attempts) => (attempts < 2 ? 0.25 : null) }),
    });
    try {
      await this.#openTracks(input, signal);
    } catch (error) {
      input.dispose();
      throw error;
    }
  }

  async #openTracks(input: Input, signal: AbortSignal): Promise<void> {
    const videoTrack = await input.getPrimaryVideoTrack();
    const audioTrack = await input.getPrimaryAudioTrack();
    if (!videoTrack && !audioTrack) throw new MediaTroubleError('it has neither picture nor sound');
    const config = videoTrack && (await mediaDecoderConfig(videoTrack));
    if (audioTrack && !(await audioTrack.canDecode()) && !videoTrack) {
      throw new MediaTroubleError(
        `there is no decoder for its sound (${audioTrack.codec ?? 'unknown'})`,
      );
    }
    const tracks = [videoTrack, audioTrack].filter((track) => track !== null);
    const firstUs = Math.round((await input.getFirstTimestamp(tracks)) * 1e6);
    const endUs = Math.round((await input.computeDuration(tracks)) * 1e6);
    const hasSound = audioTrack !== null && (await audioTrack.canDecode());
    if (signal.aborted) {
      input.dispose();
      return;
    }
    const { nowUs, clock } = this.#context;
    const common = {
      startUs: this.#startUs,
      durationUs: Math.max(1, endUs - firstUs),
      firstUs,
      loop: this.#source.loop,
      nowUs,
      onError: (error: unknown) => {
        this.#retry.fail(error);
      },
    };
    const video =
      videoTrack && config
        ? new MediaVideo({ ...common, packets: new EncodedPacketSink(videoTrack), config })
        : null;
    const sound = hasSound
      ? new MediaSoundFeed({ ...common, clock, samples: new AudioSampleSink(audioTrack) })
      : null;
    this.#closeFile();
    this.#open = { input, video, sound };
    this.#slate = null;
    this.#setShape(
      videoTrack && {
        width: videoTrack.displayWidth,
        height: videoTrack.displayHeight,
        isOpaque: true,
      },
    );
    sound?.setPort(this.#soundPort);
    if (this.#isOnAir) {
      video?.play();
      sound?.play();
    }
    this.#context.onTrouble(null);
  }

  #fail(error: unknown): void {
    this.#context.onTrouble(`${this.#source.file}: ${describeMediaError(error)}`);
    const last = this.#open?.video?.frameAt(this.#context.nowUs()) ?? null;
    if (!this.#slate) {
      const size = this.#shape ?? slateSize;
      this.#slate = makeSlate(last, size, this.#context.name());
      this.#setShape({ width: size.width, height: size.height, isOpaque: true });
    }
    this.#closeFile();
  }

  #setShape(shape: SourceShape | null): void {
    this.#shape = shape;
    this.#context.onDidChangeShape();
  }

  #closeFile(): void {
    this.#open?.video?.close();
    this.#open?.sound?.close();
    this.#open?.input.dispose();
    this.#open = null;
  }
}
