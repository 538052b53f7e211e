import type { Secret } from '../lib/secret.ts';
import type { AmfValue } from './amf0.ts';
import { amfEntries } from './amf0.ts';
import { concatBytes } from './bytes.ts';
import type { FlvTagType } from './flv.ts';
import { flvTagTypes } from './flv.ts';
import { RtmpChunkReader } from './rtmp-chunk-reader.ts';
import { RtmpChunkWriter } from './rtmp-chunk-writer.ts';
import { RtmpFlow } from './rtmp-flow.ts';
import type { RandomBytes } from './rtmp-handshake.ts';
import { HandshakeReader, handshakeHello } from './rtmp-handshake.ts';
import type { RtmpMessage } from './rtmp-message.ts';
import {
  commandMessage,
  controlMessage,
  parseCommand,
  rtmpChunkStreams,
  rtmpTypes,
} from './rtmp-message.ts';

export interface RtmpClientOptions {
  readonly app: string;
  readonly tcUrl: string;
  readonly streamKey: Secret;
  readonly random: RandomBytes;
}

/** What the session waits for: S0 and S1, S2, the result of a command, or the end of the stream. */
export type RtmpClientStep = 'C0C1' | 'C2' | 'connect' | 'createStream' | 'publish' | 'live';

export type RtmpClientEvent =
  | { readonly kind: 'step'; readonly step: RtmpClientStep }
  /** The server said no, or ended the stream: `code` as `NetStream.Publish.BadName`, or empty. */
  | {
      readonly kind: 'rejected';
      readonly step: RtmpClientStep;
      readonly code: string;
      readonly description: string;
    };

export interface RtmpSessionOutput<Event> {
  /** To be sent to the peer. */
  readonly bytes: Uint8Array;
  readonly events: readonly Event[];
}

const outgoingChunkBytes = 4096;
/** Small enough that the peer tells several times a second what it has. */
const acknowledgementWindowBytes = 128 * 1024;
/** §7.2: fixed transaction numbers, for each command is sent once. */
const transactions = { connect: 1, releaseStream: 2, fcPublish: 3, createStream: 4, publish: 5 };
const mediaChunkStreams = {
  audio: rtmpChunkStreams.audio,
  video: rtmpChunkStreams.video,
  script: rtmpChunkStreams.data,
} as const;

/**
 * A publishing client without I/O (Adobe RTMP 1.0 specification §7.2, §7.3.1): bytes in, bytes and
 * events out. `receive` throws `RtmpError` for a peer that does not speak RTMP.
 */
export class RtmpClientSession {
  readonly #options: RtmpClientOptions;
  readonly #handshake = new HandshakeReader();
  readonly #reader = new RtmpChunkReader();
  readonly #writer = new RtmpChunkWriter();
  readonly #flow = new RtmpFlow(acknowledgementWindowBytes);
  #step: RtmpClientStep = 'C0C1';
  #messageStreamId = 0;
  #output: Uint8Array[] = [];
  #events: RtmpClientEvent[] = [];

  constructor(options: RtmpClientOptions) {
    this.#options = options;
  }

  get step(): RtmpClientStep {
    return this.#step;
  }

  /** Of this connection; null until the server acknowledged something. */
  get bytesAcknowledged(): number | null {
    return this.#flow.bytesAcknowledged;
  }

  /** C0 and C1. */
  start(): Uint8Array {
    return handshakeHello(this.#options.random);
  }

  receive(bytes: Uint8Array): RtmpSessionOutput<RtmpClientEvent> {
    const messages = this.#reader.push(this.#passHandshake(bytes));
    for (const message of messages) this.#handle(message);
    this.#send(...this.#flow.receive(bytes.byteLength));
    return this.#take();
  }

  /** One tag body on its stream; only when live. */
  encodeMedia(type: FlvTagType, timestampMs: number, body: Uint8Array): Uint8Array {
    return concatBytes(
      this.#writer.encode({
        chunkStreamId: mediaChunkStreams[type],
        typeId: flvTagTypes[type],
        messageStreamId: this.#messageStreamId,
        timestampMs: timestampMs >>> 0,
        payload: body,
      }),
    );
  }

  /** FCUnpublish and deleteStream (§7.2.2.3); empty when there is no stream. */
  finish(): Uint8Array {
    if (this.#messageStreamId === 0) return new Uint8Array(0);
    const key = this.#options.streamKey.reveal();
    this.#send(
      commandMessage(0, 'FCUnpublish', 6, null, key),
      commandMessage(0, 'deleteStream', 7, null, this.#messageStreamId),
    );
    return this.#take().bytes;
  }

  #passHandshake(bytes: Uint8Array): Uint8Array {
    if (this.#handshake.isDone) return bytes;
    const { hello, rest } = this.#handshake.push(bytes);
    if (hello) {
      this.#output.push(hello);
      this.#enter('C2');
    }
    if (this.#handshake.isDone) this.#connect();
    return rest;
  }

  #connect(): void {
    this.#enter('connect');
    this.#send(
      commandMessage(0, 'connect', transactions.connect, {
        app: this.#options.app,
        type: 'nonprivate',
        flashVer: 'FMLE/3.0 (compatible; Tallylight)',
        swfUrl: this.#options.tcUrl,
        tcUrl: this.#options.tcUrl,
      }),
    );
  }

  #handle(message: RtmpMessage): void {
    this.#send(...this.#flow.handle(message));
    const isCommand =
      message.typeId === rtmpTypes.commandAmf0 || message.typeId === rtmpTypes.commandAmf3;
    if (!isCommand) return;
    const { name, transactionId, values } = parseCommand(message);
    if (name === 'onStatus') this.#handleStatus(values[1]);
    if (name === '_error') this.#handleError(transactionId, values);
    if (name === '_result') this.#handleResult(transactionId, values);
    if (name === 'close') this.#reject({ description: 'the server closed the connection' });
  }

  #handleResult(transactionId: number, values: readonly AmfValue[]): void {
    if (this.#step === 'connect' && transactionId === transactions.connect) {
      this.#createStream();
    } else if (this.#step === 'createStream' && transactionId === transactions.createStream) {
      const [, id] = values;
      this.#publish(typeof id === 'number' && id > 0 ? id : 1);
    }
  }

  #createStream(): void {
    const key = this.#options.streamKey.reveal();
    this.#enter('createStream');
    this.#send(
      this.#flow.announceWindow(),
      controlMessage(rtmpTypes.setChunkSize, outgoingChunkBytes),
      // Not in the specification: what Flash Media Live Encoder sends and many servers wait for.
      // Their results are ignored, for as many servers never answer.
      commandMessage(0, 'releaseStream', transactions.releaseStream, null, key),
      commandMessage(0, 'FCPublish', transactions.fcPublish, null, key),
      commandMessage(0, 'createStream', transactions.createStream, null),
    );
  }

  #publish(messageStreamId: number): void {
    this.#messageStreamId = messageStreamId;
    this.#enter('publish');
    const key = this.#options.streamKey.reveal();
    this.#send(commandMessage(messageStreamId, 'publish', transactions.publish, null, key, 'live'));
  }

  #handleError(transactionId: number, values: readonly AmfValue[]): void {
    const isOurs =
      (this.#step === 'connect' && transactionId === transactions.connect) ||
      (this.#step === 'createStream' && transactionId === transactions.createStream) ||
      (this.#step === 'publish' && transactionId === transactions.publish);
    if (isOurs) this.#reject(values[1] ?? values[0]);
  }

  #handleStatus(info: AmfValue): void {
    const { level, code } = amfEntries(info);
    if (level === 'error') this.#reject(info);
    else if (code === 'NetStream.Publish.Start' && this.#step === 'publish') this.#enter('live');
    else if (code === 'NetStream.Unpublish.Success' || code === 'NetConnection.Connect.Closed') {
      this.#reject(info);
    }
  }

  #reject(info: AmfValue): void {
    const { code, description } = amfEntries(info);
    this.#events.push({
      kind: 'rejected',
      step: this.#step,
      code: typeof code === 'string' ? code : '',
      description: typeof description === 'string' ? description : '',
    });
  }

  #enter(step: RtmpClientStep): void {
    this.#step = step;
    this.#events.push({ kind: 'step', step });
  }

  #send(...messages: readonly RtmpMessage[]): void {
    for (const message of messages) this.#output.push(...this.#writer.encode(message));
  }

  #take(): RtmpSessionOutput<RtmpClientEvent> {
    const output = { bytes: concatBytes(this.#output), events: this.#events };
    this.#output = [];
    this.#events = [];
    return output;
  }
}
