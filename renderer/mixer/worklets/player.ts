import type { MediaSound, MediaSoundReset } from '../../compositor/messages.ts';
import { AudioClock } from '../audio-clock.ts';
import { SoundQueue } from '../sound-queue.ts';
import { workletNames, type ToWorklet } from './worklet-message.ts';
import { workletScope, type Processor } from './worklet-scope.ts';

/** Plays a media file's sound, which the compositor worker sends with program times. */
class PlayerProcessor extends workletScope.AudioWorkletProcessor implements Processor {
  readonly #clock = new AudioClock();
  readonly #queue = new SoundQueue();
  #source: MessagePort | undefined;
  #hasEnded = false;

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<ToWorklet>) => {
      if (data.kind === 'audio-clock') this.#clock.add(data.map);
      else if (data.kind === 'connect') this.#connect(data.port);
      else {
        this.#source?.close();
        this.#hasEnded = true;
      }
    };
  }

  process(_inputs: readonly Float32Array[][], outputs: readonly Float32Array[][]): boolean {
    const [left, right] = outputs[0] ?? [];
    const map = this.#clock.mapAt(workletScope.currentFrame);
    if (left && right && map) this.#queue.read(left, right, workletScope.currentFrame, map);
    return !this.#hasEnded;
  }

  #connect(port: MessagePort): void {
    this.#source?.close();
    this.#queue.clear();
    this.#source = port;
    port.onmessage = ({ data }: MessageEvent<MediaSound | MediaSoundReset>) => {
      if (data.kind === 'sound') this.#queue.push(data);
      else this.#queue.clear();
    };
  }
}

workletScope.registerProcessor(workletNames.player, PlayerProcessor);
