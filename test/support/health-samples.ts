import type { CompositorSample, DestinationSample } from '#shared/model/broadcast.ts';

/** A page that has composed nothing yet, but for `changes`. */
export function compositorSample(changes: Partial<CompositorSample> = {}): CompositorSample {
  return {
    backEnd: 'cpu',
    framesComposed: 0,
    framesLagged: 0,
    framesEncoded: 0,
    framesSkipped: 0,
    encoderRestarts: 0,
    composeMsP95: 0,
    audioDriftPpm: 0,
    audioSkewMs: 0,
    sourceTroubles: [],
    ...changes,
  };
}

/** A destination that is live and has sent nothing yet, but for `changes`. */
export function destinationSample(changes: Partial<DestinationSample> = {}): DestinationSample {
  return {
    id: 'd',
    state: { kind: 'live', sinceMs: 0 },
    bytesSent: 0,
    bytesAcknowledged: null,
    bitrateKbps: 0,
    queueMs: 0,
    framesSent: 0,
    framesDropped: 0,
    reconnects: 0,
    ...changes,
  };
}
