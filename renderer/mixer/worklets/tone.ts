import { AudioClock } from '../audio-clock.ts';
import { writeTestTone } from '../test-tone.ts';
import { workletNames, type ToWorklet } from './worklet-message.ts';
import { workletScope, type Processor } from './worklet-scope.ts';

/** The test pattern's beep; silent until the audio clock is known. */
class ToneProcessor extends workletScope.AudioWorkletProcessor implements Processor {
  readonly #clock = new AudioClock();
  #hasEnded = false;

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<ToWorklet>) => {
      if (data.kind === 'audio-clock') this.#clock.add(data.map);
      else if (data.kind === 'end') this.#hasEnded = true;
    };
  }

  process(_inputs: readonly Float32Array[][], outputs: readonly Float32Array[][]): boolean {
    const [left, ...others] = outputs[0] ?? [];
    const map = this.#clock.mapAt(workletScope.currentFrame);
    if (left && map) {
      writeTestTone(left, workletScope.currentFrame, map);
      for (const other of others) other.set(left);
    }
    return !this.#hasEnded;
  }
}

workletScope.registerProcessor(workletNames.tone, ToneProcessor);
