import { LevelMeter } from '../level-meter.ts';
import { workletNames, type FromMeter, type ToWorklet } from './worklet-message.ts';
import { workletScope, type Processor } from './worklet-scope.ts';

const quantumFrames = 128;

class MeterProcessor extends workletScope.AudioWorkletProcessor implements Processor {
  readonly #meter = new LevelMeter(workletScope.sampleRate);
  #hasEnded = false;

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<ToWorklet>) => {
      this.#hasEnded ||= data.kind === 'end';
    };
  }

  process(inputs: readonly Float32Array[][]): boolean {
    const channels = inputs[0] ?? [];
    const reading = this.#meter.add(channels, channels[0]?.length ?? quantumFrames);
    if (reading) {
      const levels: FromMeter = { kind: 'levels', ...reading };
      this.port.postMessage(levels);
    }
    return !this.#hasEnded;
  }
}

workletScope.registerProcessor(workletNames.meter, MeterProcessor);
