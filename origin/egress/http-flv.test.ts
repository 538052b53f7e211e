import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { aacSequenceHeader, h264CodedFrames, h264SequenceHeader } from '#shared/protocol/flv.ts';
import { LiveStream } from '../rooms/live-stream.ts';
import type { FlvResponse } from './http-flv.ts';
import { sendHttpFlv } from './http-flv.ts';

/** A viewer whose network takes only what it is told to. */
class SlowResponse extends EventEmitter {
  readonly written: Uint8Array[] = [];
  writableLength = 0;
  isEnded = false;
  isDestroyed = false;

  write(bytes: Uint8Array): boolean {
    this.written.push(bytes);
    this.writableLength += bytes.byteLength;
    return true;
  }

  end(): this {
    this.isEnded = true;
    return this;
  }

  destroy(): this {
    this.isDestroyed = true;
    this.emit('close');
    return this;
  }

  /** First byte of each tag's body, or the tag's type for what is not video. */
  get tags(): readonly (number | undefined)[] {
    return this.written.slice(1).map((tag) => (tag[0] === 9 ? tag[11] : tag[0]));
  }

  takeAll(): void {
    this.writableLength = 0;
  }
}

const key = 0x17;
const inter = 0x27;

function publishFrame(stream: LiveStream, isKey: boolean, bytes = 100): void {
  const body = h264CodedFrames(new Uint8Array(bytes), isKey);
  stream.publish({ type: 'video', timestampMs: 0, body });
}

function start(): { readonly stream: LiveStream; readonly view: () => SlowResponse } {
  const stream = new LiveStream('live');
  stream.publish({ type: 'video', timestampMs: 0, body: h264SequenceHeader(new Uint8Array(4)) });
  stream.publish({ type: 'audio', timestampMs: 0, body: aacSequenceHeader(new Uint8Array(2)) });
  return {
    stream,
    view: () => {
      const response = new SlowResponse();
      sendHttpFlv(stream, response as unknown as FlvResponse);
      return response;
    },
  };
}

describe('HTTP-FLV', () => {
  it('begins with headers and the group of pictures on air', () => {
    const { stream, view } = start();
    for (const isKey of [true, false, true, false, false]) publishFrame(stream, isKey);
    const response = view();
    expect(response.written[0]?.[0]).toBe(0x46);
    expect(response.tags).toEqual([key, 8, key, inter, inter]);
    publishFrame(stream, false);
    expect(response.tags.at(-1)).toBe(inter);
    expect(response.written).toHaveLength(7);
  });

  it('begins with headers alone before the first key frame', () => {
    const { stream, view } = start();
    publishFrame(stream, false);
    expect(view().tags).toEqual([key, 8]);
  });

  it('leaves out whole groups for a viewer that is slow', () => {
    const { stream, view } = start();
    const response = view();
    publishFrame(stream, true, 5 * 1024 * 1024);
    publishFrame(stream, false);
    publishFrame(stream, true);
    publishFrame(stream, false);
    expect(response.tags).toEqual([key, 8, key]);
    response.takeAll();
    publishFrame(stream, false);
    expect(response.tags).toHaveLength(3);
    publishFrame(stream, true);
    publishFrame(stream, false);
    expect(response.tags).toEqual([key, 8, key, key, inter]);
  });

  it('gives up a viewer that takes nothing any more', () => {
    const { stream, view } = start();
    const response = view();
    const other = view();
    publishFrame(stream, true, 5 * 1024 * 1024);
    other.takeAll();
    for (let group = 0; group < 6; group += 1) {
      publishFrame(stream, false);
      publishFrame(stream, true);
    }
    expect(response.isDestroyed).toBe(true);
    expect(response.writableLength).toBeLessThan(6 * 1024 * 1024);
    expect(other.isDestroyed).toBe(false);
  });

  it('ends with the stream', () => {
    const { stream, view } = start();
    const response = view();
    stream.end();
    expect(response.isEnded).toBe(true);
  });
});
