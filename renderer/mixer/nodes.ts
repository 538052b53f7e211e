import type { Levels } from '../program/program.ts';
import { workletNames, type FromMeter, type ToWorklet } from './worklets/worklet-message.ts';

export function post(
  node: AudioWorkletNode,
  message: ToWorklet,
  transfer: Transferable[] = [],
): void {
  node.port.postMessage(message, transfer);
}

/**
 * A node that only listens. Its output, which stays silent, goes to the destination, because a node
 * that leads nowhere is not run.
 */
export function createListener(context: AudioContext, name: string): AudioWorkletNode {
  const node = new AudioWorkletNode(context, name, {
    channelCount: 2,
    channelCountMode: 'explicit',
    outputChannelCount: [2],
  });
  node.connect(context.destination);
  return node;
}

export function createMeter(
  context: AudioContext,
  onDidMeasure: (levels: Levels) => void,
): AudioWorkletNode {
  const meter = createListener(context, workletNames.meter);
  meter.port.onmessage = ({ data }: MessageEvent<FromMeter>) => {
    onDidMeasure({ channels: data.channels, clipped: data.clipped });
  };
  return meter;
}

export function endWorklet(node: AudioWorkletNode): void {
  post(node, { kind: 'end' });
  node.port.onmessage = null;
  node.port.close();
  node.disconnect();
}
