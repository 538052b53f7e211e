import { expect, it } from 'vitest';
import type { MediaPacket } from '#shared/model/packet.ts';
import { RtmpTimeline } from './rtmp-timeline.ts';

const startUs = 1_700_000_000_000_123;
const common = { durationUs: 0, data: new Uint8Array(0) };
const video = (us: number): MediaPacket => ({
  kind: 'video',
  rendition: 0,
  isKey: true,
  timestampUs: startUs + us,
  ...common,
});
const audio = (us: number): MediaPacket => ({
  kind: 'audio',
  track: 0,
  timestampUs: startUs + us,
  ...common,
});

it('begins at the first picture and leaves out sound from before it', () => {
  const timeline = new RtmpTimeline();
  expect(timeline.toMs(audio(-30_000))).toBeNull();
  expect(timeline.toMs(video(0))).toBe(0);
  expect(timeline.toMs(audio(-1))).toBeNull();
  expect(timeline.toMs(audio(0))).toBe(0);
  expect(timeline.toMs(audio(21_333))).toBe(21);
  expect(timeline.toMs(video(33_333))).toBe(33);
});

it('never goes back, whatever the clock does', () => {
  const timeline = new RtmpTimeline();
  expect([100, 90, 80, 120].map((ms) => timeline.toMs(video(ms * 1000)))).toEqual([0, 0, 0, 20]);
});
