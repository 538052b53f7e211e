import type { AmfValue } from './amf0.ts';
import { AmfError, decodeAmf0, encodeAmf0 } from './amf0.ts';

/** One RTMP message (Adobe RTMP 1.0 specification §6.1) with the chunk stream it travels on. */
export interface RtmpMessage {
  readonly chunkStreamId: number;
  readonly typeId: number;
  readonly messageStreamId: number;
  /** Unsigned 32 bits. */
  readonly timestampMs: number;
  readonly payload: Uint8Array;
}

/** §5.4, §6.2 and §7.1. */
export const rtmpTypes = {
  setChunkSize: 1,
  abort: 2,
  acknowledgement: 3,
  userControl: 4,
  windowAcknowledgementSize: 5,
  setPeerBandwidth: 6,
  audio: 8,
  video: 9,
  dataAmf3: 15,
  commandAmf3: 17,
  dataAmf0: 18,
  commandAmf0: 20,
} as const;

/** §5.3.1.1 reserves 2 for control; the others are what FFmpeg and librtmp use, and some servers expect. */
export const rtmpChunkStreams = { control: 2, command: 3, audio: 4, data: 5, video: 6 } as const;

/** §7.1.7, the events we speak. */
export const userControlEvents = { streamBegin: 0, pingRequest: 6, pingResponse: 7 } as const;

export type RtmpErrorReason =
  | 'bad-version'
  | 'bad-chunk-header'
  | 'bad-chunk-size'
  | 'message-too-large'
  | 'too-many-chunk-streams'
  | 'bad-control-message'
  | 'bad-command';

/** The peer does not speak RTMP as specified, or beyond our limits. The connection cannot go on. */
export class RtmpError extends Error {
  override readonly name = 'RtmpError';
  readonly reason: RtmpErrorReason;
  constructor(reason: RtmpErrorReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** §7.1.1: name, transaction, command object, and what follows. */
export interface RtmpCommand {
  readonly name: string;
  readonly transactionId: number;
  readonly values: readonly AmfValue[];
}

export function commandMessage(
  messageStreamId: number,
  name: string,
  transactionId: number,
  ...values: readonly AmfValue[]
): RtmpMessage {
  return {
    chunkStreamId: rtmpChunkStreams.command,
    typeId: rtmpTypes.commandAmf0,
    messageStreamId,
    timestampMs: 0,
    payload: encodeAmf0(name, transactionId, ...values),
  };
}

/** Throws `RtmpError` only. An AMF3 command is a byte before AMF0 values in what peers really send. */
export function parseCommand(message: RtmpMessage): RtmpCommand {
  const payload =
    message.typeId === rtmpTypes.commandAmf3 ? message.payload.subarray(1) : message.payload;
  const [name, transactionId, ...values] = parseValues(payload);
  if (typeof name !== 'string') throw new RtmpError('bad-command', 'command without a name');
  return { name, transactionId: typeof transactionId === 'number' ? transactionId : 0, values };
}

function parseValues(payload: Uint8Array): AmfValue[] {
  try {
    return decodeAmf0(payload);
  } catch (error) {
    if (!(error instanceof AmfError)) throw error;
    throw new RtmpError('bad-command', `command cannot be read: ${error.message}`, {
      cause: error,
    });
  }
}

/** A control message (§5.4): 32-bit values, then single bytes. */
export function controlMessage(
  typeId: number,
  value: number,
  ...rest: readonly number[]
): RtmpMessage {
  const payload = new Uint8Array(4 + rest.length);
  new DataView(payload.buffer).setUint32(0, value);
  payload.set(rest, 4);
  return onControlStream(typeId, payload);
}

export function userControlMessage(event: number, value: number): RtmpMessage {
  const payload = new Uint8Array(6);
  const view = new DataView(payload.buffer);
  view.setUint16(0, event);
  view.setUint32(2, value);
  return onControlStream(rtmpTypes.userControl, payload);
}

function onControlStream(typeId: number, payload: Uint8Array): RtmpMessage {
  const chunkStreamId = rtmpChunkStreams.control;
  return { chunkStreamId, typeId, messageStreamId: 0, timestampMs: 0, payload };
}

/** The 32-bit value at `offset` of a control message. Throws `RtmpError` where it is too short. */
export function controlValue(message: RtmpMessage, offset = 0): number {
  const { payload } = message;
  if (payload.byteLength < offset + 4) {
    throw new RtmpError(
      'bad-control-message',
      `control message ${message.typeId} of ${payload.byteLength} bytes`,
    );
  }
  return new DataView(payload.buffer, payload.byteOffset, payload.byteLength).getUint32(offset);
}
