import { describe, expect, it } from 'vitest';
import type { MediaPacket, ProgramFormat } from '#shared/model/packet.ts';
import type { FlvTagType } from '#shared/protocol/flv.ts';
import { flvBodyKind } from '#shared/protocol/flv.ts';
import { MediaEncoder, unsupportedCodec } from './media-encoder.ts';
import { RtmpTimeline } from './rtmp-timeline.ts';

function formatOf(profile: number): ProgramFormat {
  return {
    video: {
      codec: 'h264',
      codecString: 'avc1.640028',
      width: 1280,
      height: 720,
      fps: 30,
      bitrateKbps: 3000,
      description: Uint8Array.of(1, profile),
    },
    audio: {
      codec: 'aac',
      sampleRate: 48_000,
      channels: 2,
      bitrateKbps: 160,
      description: Uint8Array.of(0x11, 0x90),
    },
  };
}

const video = (ms: number, isKey = false): MediaPacket => ({
  kind: 'video',
  rendition: 0,
  isKey,
  timestampUs: ms * 1000,
  durationUs: 33_333,
  data: new Uint8Array(3),
});
const audio = (ms: number): MediaPacket => ({
  kind: 'audio',
  track: 0,
  timestampUs: ms * 1000,
  durationUs: 21_333,
  data: new Uint8Array(3),
});

/** An encoder, and what it sent: type, kind of body, time. */
function bench(timeline = new RtmpTimeline()): {
  readonly encoder: MediaEncoder;
  readonly sent: string[];
} {
  const sent: string[] = [];
  const session = {
    encodeMedia(type: FlvTagType, timestampMs: number, body: Uint8Array): Uint8Array {
      sent.push(`${type} ${flvBodyKind(type, body)} ${timestampMs}`);
      return body;
    },
  };
  return { encoder: new MediaEncoder(session, timeline), sent };
}

describe('MediaEncoder', () => {
  it('sends headers before the first picture, and no sound before it', () => {
    const { encoder, sent } = bench();
    const format = formatOf(66);
    expect(encoder.encode(audio(90), format)).toBeNull();
    encoder.encode(video(100, true), format);
    encoder.encode(audio(110), format);
    encoder.encode(video(133), formatOf(66));
    expect(sent).toEqual([
      'script other 0',
      'video sequence-header 0',
      'audio sequence-header 0',
      'video key-frame 0',
      'audio sound 10',
      'video inter-frame 33',
    ]);
  });

  it('sends them again for the picture that needs others', () => {
    const { encoder, sent } = bench();
    encoder.encode(video(0, true), formatOf(66));
    sent.length = 0;
    encoder.encode(video(33, true), formatOf(100));
    // Sound that was interleaved from before the change.
    encoder.encode(audio(40), formatOf(66));
    encoder.encode(video(66), formatOf(100));
    expect(sent).toEqual([
      'script other 33',
      'video sequence-header 33',
      'audio sequence-header 33',
      'video key-frame 33',
      'audio sound 40',
      'video inter-frame 66',
    ]);
  });

  it('goes on in time on the next connection, with headers of its own', () => {
    const timeline = new RtmpTimeline();
    bench(timeline).encoder.encode(video(0, true), formatOf(66));
    const { encoder, sent } = bench(timeline);
    encoder.encode(video(5000, true), formatOf(66));
    expect(sent[1]).toBe('video sequence-header 5000');
  });
});

it('unsupportedCodec names what RTMP does not carry', () => {
  const format = formatOf(66);
  expect(unsupportedCodec(format)).toBeNull();
  expect(unsupportedCodec({ ...format, video: { ...format.video, codec: 'av1' } })).toBe('av1');
  expect(unsupportedCodec({ ...format, audio: { ...format.audio, codec: 'opus' } })).toBe('opus');
});
