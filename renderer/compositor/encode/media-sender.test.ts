import { describe, expect, it } from 'vitest';
import type { VideoFormat, VideoPacket } from '#shared/model/packet.ts';
import { decodeMediaFrame, encodeMediaFrame } from '#shared/protocol/media-frame.ts';
import type { MediaFrame } from '#shared/protocol/media-frame.ts';
import type { MediaConnectionOptions } from './media-connection.ts';
import { MediaSender } from './media-sender.ts';

const format: VideoFormat = {
  codec: 'h264',
  codecString: 'avc1.640028',
  width: 1920,
  height: 1080,
  fps: 30,
  bitrateKbps: 6000,
  description: Uint8Array.of(1, 2, 3),
};

function packet(frame: number, bytes: number, isKey = false): VideoPacket {
  const timestampUs = frame * 33_333;
  const data = new Uint8Array(bytes);
  return { kind: 'video', rendition: 0, isKey, timestampUs, durationUs: 33_333, data };
}

/** A link that keeps what was sent, and an engine that is opened, fed and lost by hand. */
function start() {
  const sent: MediaFrame[] = [];
  const lost: string[] = [];
  let keyRequests = 0;
  const holder: { link?: MediaConnectionOptions; isClosed: boolean } = { isClosed: false };
  const sender = new MediaSender({
    link: { kind: 'websocket', url: 'ws://127.0.0.1/' },
    onDidNeedKeyFrame: () => {
      keyRequests += 1;
    },
    onDidLose: (detail) => lost.push(detail),
    connect: (options) => {
      holder.link = options;
      return {
        send: (bytes) => sent.push(decodeMediaFrame(bytes)),
        close: () => {
          holder.isClosed = true;
        },
      };
    },
  });
  const receive = (kind: 'credit' | 'keyFrameRequest', credit = 0): void => {
    const payload = new Uint8Array(kind === 'credit' ? 4 : 0);
    if (kind === 'credit') new DataView(payload.buffer).setUint32(0, credit);
    holder.link?.onDidReceive(
      encodeMediaFrame({ kind, isKey: false, index: 0, timestampUs: 0, durationUs: 0, payload }),
    );
  };
  return {
    sender,
    sent,
    lost,
    holder,
    receive,
    open: () => holder.link?.onDidOpen(),
    lose: () => holder.link?.onDidLose('gone'),
    keyRequests: () => keyRequests,
    kinds: () => sent.map(({ kind }) => kind),
  };
}

describe('MediaSender', () => {
  it('sends the format first, then video from a key frame on', () => {
    const link = start();
    link.sender.setFormat(format);
    link.open();
    link.receive('credit', 10_000);
    expect(link.keyRequests()).toBe(1);
    link.sender.sendVideo(packet(1, 100));
    link.sender.sendVideo(packet(2, 100, true));
    link.sender.sendVideo(packet(3, 100));
    expect(link.kinds()).toEqual(['videoFormat', 'video', 'video']);
    expect(link.sent[1]).toMatchObject({ isKey: true, timestampUs: 66_666, durationUs: 33_333 });
    expect(link.sender.videoDropped).toBe(1);
    const payload = link.sent[0]?.payload ?? new Uint8Array(4);
    const length = new DataView(payload.buffer, payload.byteOffset).getUint32(0);
    const { description, ...rest } = format;
    expect(JSON.parse(new TextDecoder().decode(payload.subarray(4, 4 + length)))).toEqual(rest);
    expect([...payload.subarray(4 + length)]).toEqual([...description]);
  });

  it('asks for a key frame once when credit comes back after a gap', () => {
    const link = start();
    link.sender.setFormat(format);
    link.open();
    link.receive('credit', 500);
    link.sender.sendVideo(packet(1, 100, true));
    link.sender.sendVideo(packet(2, 1000));
    link.sender.sendVideo(packet(3, 10));
    expect(link.keyRequests()).toBe(1);
    link.receive('credit', 5000);
    link.receive('credit', 5000);
    expect(link.keyRequests()).toBe(2);
    link.sender.sendVideo(packet(4, 10));
    link.sender.sendVideo(packet(5, 10, true));
    expect(link.kinds().filter((kind) => kind === 'video')).toHaveLength(2);
  });

  it('hands on the engine’s request for a key frame, and ignores what is no media frame', () => {
    const link = start();
    link.open();
    link.receive('keyFrameRequest');
    expect(link.keyRequests()).toBe(1);
    link.holder.link?.onDidReceive(Uint8Array.of(9, 9, 9));
    expect(link.sent).toEqual([]);
  });

  it('goes on after a loss with the format and a key frame', () => {
    const link = start();
    link.sender.setFormat(format);
    link.open();
    link.receive('credit', 10_000);
    link.sender.sendVideo(packet(1, 100, true));
    link.lose();
    link.sender.sendVideo(packet(2, 100));
    link.open();
    link.receive('credit', 10_000);
    link.sender.sendVideo(packet(3, 100));
    link.sender.sendVideo(packet(4, 100, true));
    expect(link.lost).toEqual(['gone']);
    expect(link.kinds()).toEqual(['videoFormat', 'video', 'videoFormat', 'video']);
    expect(link.sent.at(-1)?.timestampUs).toBe(4 * 33_333);
  });

  it('keeps sound until there is credit, before video', () => {
    const link = start();
    link.open();
    link.sender.sendSound(0, Float32Array.of(0.5, -0.5));
    link.sender.sendSound(21, Float32Array.of(0.25, -0.25));
    expect(link.sent).toEqual([]);
    link.receive('credit', 8);
    expect(link.sent).toHaveLength(1);
    expect(link.sent[0]).toMatchObject({ kind: 'pcm', timestampUs: 0, durationUs: 21 });
    const bytes = link.sent[0]?.payload.slice().buffer ?? new ArrayBuffer(0);
    expect([...new Float32Array(bytes)]).toEqual([0.5, -0.5]);
  });

  it('sends nothing after it was closed', () => {
    const link = start();
    link.open();
    link.receive('credit', 1000);
    link.sender.close();
    link.sender.sendVideo(packet(1, 10, true));
    expect([link.sent.length, link.holder.isClosed]).toEqual([0, true]);
  });
});
