import type { AmfValue } from './amf0.ts';
import { amfEntries, decodeAmf0, encodeAmf0 } from './amf0.ts';
import { concatBytes } from './bytes.ts';
import type { FlvTag } from './flv.ts';
import { RtmpChunkReader } from './rtmp-chunk-reader.ts';
import { RtmpChunkWriter } from './rtmp-chunk-writer.ts';
import type { RtmpSessionOutput } from './rtmp-client-session.ts';
import { RtmpFlow } from './rtmp-flow.ts';
import type { RandomBytes } from './rtmp-handshake.ts';
import { HandshakeReader, handshakeHello } from './rtmp-handshake.ts';
import type { RtmpCommand, RtmpMessage } from './rtmp-message.ts';
import {
  commandMessage,
  controlMessage,
  parseCommand,
  rtmpTypes,
  userControlEvents,
  userControlMessage,
} from './rtmp-message.ts';

/** What a publisher asks for. `streamName` is what it calls its stream: often the stream key. */
export interface PublishRequest {
  readonly app: string;
  readonly streamName: string;
}

export type PublishDecision =
  | { readonly kind: 'accept' }
  /** `code` as `NetStream.Publish.BadName`; the description is told to the publisher. */
  | { readonly kind: 'reject'; readonly code: string; readonly description: string };

export type RtmpServerEvent =
  | { readonly kind: 'publish'; readonly request: PublishRequest }
  | { readonly kind: 'tag'; readonly tag: FlvTag }
  | { readonly kind: 'unpublish' }
  /** The answer to what was refused is in `bytes`; close after it. */
  | { readonly kind: 'refused'; readonly code: string };

export interface RtmpServerOptions {
  readonly random: RandomBytes;
  readonly decide: (request: PublishRequest) => PublishDecision;
}

const outgoingChunkBytes = 4096;
const windowBytes = 2_500_000;
const dynamicLimit = 2;
const onlyMessageStreamId = 1;

/**
 * A server that takes one publisher a connection (Adobe RTMP 1.0 specification §7.2, §7.3.1), without
 * I/O. `receive` throws `RtmpError` for a peer that does not speak RTMP.
 */
export class RtmpServerSession {
  readonly #options: RtmpServerOptions;
  readonly #handshake = new HandshakeReader();
  readonly #reader = new RtmpChunkReader();
  readonly #writer = new RtmpChunkWriter();
  readonly #flow = new RtmpFlow(windowBytes);
  #app: string | undefined;
  #isPublishing = false;
  #output: Uint8Array[] = [];
  #events: RtmpServerEvent[] = [];

  constructor(options: RtmpServerOptions) {
    this.#options = options;
  }

  receive(bytes: Uint8Array): RtmpSessionOutput<RtmpServerEvent> {
    for (const message of this.#reader.push(this.#passHandshake(bytes))) this.#handle(message);
    this.#send(...this.#flow.receive(bytes.byteLength));
    const output = { bytes: concatBytes(this.#output), events: this.#events };
    this.#output = [];
    this.#events = [];
    return output;
  }

  #passHandshake(bytes: Uint8Array): Uint8Array {
    if (this.#handshake.isDone) return bytes;
    const { hello, rest } = this.#handshake.push(bytes);
    if (hello) this.#output.push(handshakeHello(this.#options.random), hello);
    return rest;
  }

  #handle(message: RtmpMessage): void {
    this.#send(...this.#flow.handle(message));
    switch (message.typeId) {
      case rtmpTypes.commandAmf0:
      case rtmpTypes.commandAmf3:
        this.#handleCommand(parseCommand(message));
        return;
      case rtmpTypes.audio:
        this.#emitTag({ ...tagOf(message), type: 'audio' });
        return;
      case rtmpTypes.video:
        this.#emitTag({ ...tagOf(message), type: 'video' });
        return;
      case rtmpTypes.dataAmf0:
        this.#emitTag({ ...tagOf(message), type: 'script', body: scriptBody(message.payload) });
        return;
      default:
    }
  }

  #emitTag(tag: FlvTag): void {
    if (this.#isPublishing && tag.body.byteLength > 0) this.#events.push({ kind: 'tag', tag });
  }

  #handleCommand(command: RtmpCommand): void {
    switch (command.name) {
      case 'connect':
        this.#connect(command);
        return;
      case 'createStream':
        this.#result(command, null, onlyMessageStreamId);
        return;
      case 'publish':
        this.#publish(command.values[1]);
        return;
      case 'play':
        this.#refuse('NetStream.Play.Failed', 'this server takes publishers only');
        return;
      case 'FCUnpublish':
      case 'closeStream':
      case 'deleteStream':
        this.#unpublish();
        return;
      case 'releaseStream':
      case 'FCPublish':
        this.#result(command, null, undefined);
        return;
      default:
    }
  }

  #connect(command: RtmpCommand): void {
    const { app } = amfEntries(command.values[0]);
    this.#app = typeof app === 'string' ? app.replace(/\/+$/, '') : '';
    this.#send(
      this.#flow.announceWindow(),
      controlMessage(rtmpTypes.setPeerBandwidth, windowBytes, dynamicLimit),
      controlMessage(rtmpTypes.setChunkSize, outgoingChunkBytes),
    );
    this.#result(
      command,
      { fmsVer: 'FMS/3,0,1,123', capabilities: 31 },
      {
        level: 'status',
        code: 'NetConnection.Connect.Success',
        description: 'Connection succeeded.',
        objectEncoding: 0,
      },
    );
  }

  #publish(name: AmfValue): void {
    if (this.#app === undefined || this.#isPublishing || typeof name !== 'string' || name === '') {
      this.#refuse('NetStream.Publish.BadName', 'publish once, with a name, after connect');
      return;
    }
    const request = { app: this.#app, streamName: name };
    const decision = this.#options.decide(request);
    if (decision.kind === 'reject') {
      this.#refuse(decision.code, decision.description);
      return;
    }
    this.#isPublishing = true;
    this.#send(userControlMessage(userControlEvents.streamBegin, onlyMessageStreamId));
    this.#status('status', 'NetStream.Publish.Start', 'Publishing.');
    this.#events.push({ kind: 'publish', request });
  }

  #unpublish(): void {
    if (!this.#isPublishing) return;
    this.#isPublishing = false;
    this.#status('status', 'NetStream.Unpublish.Success', 'Stopped publishing.');
    this.#events.push({ kind: 'unpublish' });
  }

  #refuse(code: string, description: string): void {
    this.#status('error', code, description);
    this.#events.push({ kind: 'refused', code });
  }

  #status(level: string, code: string, description: string): void {
    const info = { level, code, description };
    this.#send(commandMessage(onlyMessageStreamId, 'onStatus', 0, null, info));
  }

  #result(command: RtmpCommand, ...values: readonly AmfValue[]): void {
    this.#send(commandMessage(0, '_result', command.transactionId, ...values));
  }

  #send(...messages: readonly RtmpMessage[]): void {
    for (const message of messages) this.#output.push(...this.#writer.encode(message));
  }
}

function tagOf(message: RtmpMessage): Pick<FlvTag, 'timestampMs' | 'body'> {
  return { timestampMs: message.timestampMs, body: message.payload };
}

const setDataFrame = encodeAmf0('@setDataFrame');

/** Publishers prefix `onMetaData` with a command to the server that is not part of the script tag. */
function scriptBody(payload: Uint8Array): Uint8Array {
  const isPrefixed = setDataFrame.every((byte, index) => payload[index] === byte);
  const body = isPrefixed ? payload.subarray(setDataFrame.byteLength) : payload;
  return isReadable(body) ? body : new Uint8Array(0);
}

/** Viewers' demuxers must not meet script data that breaks off. */
function isReadable(body: Uint8Array): boolean {
  try {
    return typeof decodeAmf0(body)[0] === 'string';
  } catch {
    return false;
  }
}
