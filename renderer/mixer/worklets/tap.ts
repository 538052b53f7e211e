import type { ProgramSound } from '../../compositor/messages.ts';
import { BlockAssembler } from '../block-assembler.ts';
import type { ToWorklet } from './worklet-message.ts';
import { workletNames } from './worklet-message.ts';
import { workletScope, type Processor } from './worklet-scope.ts';

const quantumFrames = 128;

/** Posts what the program bus carries to the compositor worker, past the page's thread. */
class TapProcessor extends workletScope.AudioWorkletProcessor implements Processor {
  readonly #assembler = new BlockAssembler();
  #target: MessagePort | undefined;
  #hasEnded = false;

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<ToWorklet>) => {
      if (data.kind === 'connect') {
        this.#target?.close();
        this.#target = data.port;
      } else if (data.kind === 'end') {
        this.#target?.close();
        this.#hasEnded = true;
      }
    };
  }

  process(inputs: readonly Float32Array[][]): boolean {
    const channels = inputs[0] ?? [];
    const length = channels[0]?.length ?? quantumFrames;
    const block = this.#assembler.add(workletScope.currentFrame, channels, length);
    if (block && this.#target) {
      const sound: ProgramSound = { kind: 'pcm', ...block };
      this.#target.postMessage(sound, [block.samples.buffer]);
    }
    return !this.#hasEnded;
  }
}

workletScope.registerProcessor(workletNames.tap, TapProcessor);
