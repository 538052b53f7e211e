/** The parts of AudioWorkletGlobalScope that the DOM library's types lack. */
interface WorkletScope {
  readonly currentFrame: number;
  readonly sampleRate: number;
  readonly AudioWorkletProcessor: new () => { readonly port: MessagePort };
  registerProcessor(
    name: string,
    processor: new (options: { readonly processorOptions?: unknown }) => Processor,
  ): void;
}

/** One input and one output at most; each holds an array a channel, of one render quantum. */
export interface Processor {
  process(inputs: readonly Float32Array[][], outputs: readonly Float32Array[][]): boolean;
}

export const workletScope = globalThis as unknown as WorkletScope;
