import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MediaPacket, ProgramFormat, VideoPacket } from '#shared/model/packet.ts';
import { FakeClock } from '#test/support/fake-clock.ts';
import { PacketHub, type PacketSubscription } from './packet-hub.ts';

const format: ProgramFormat = {
  video: {
    codec: 'h264',
    codecString: 'avc1.42c014',
    width: 320,
    height: 180,
    fps: 30,
    bitrateKbps: 400,
    description: new Uint8Array([1]),
  },
  audio: {
    codec: 'aac',
    sampleRate: 48_000,
    channels: 2,
    bitrateKbps: 128,
    description: new Uint8Array([0x11, 0x90]),
  },
};

function video(frame: number, isKey = false): VideoPacket {
  return {
    kind: 'video',
    rendition: 0,
    isKey,
    timestampUs: Math.round((frame * 1e6) / 30),
    durationUs: 33_333,
    data: new Uint8Array(4),
  };
}

function audio(timestampUs: number): MediaPacket {
  return { kind: 'audio', track: 0, timestampUs, durationUs: 21_333, data: new Uint8Array(4) };
}

function makeHub(): { hub: PacketHub; clock: FakeClock } {
  const clock = new FakeClock();
  const hub = new PacketHub({ clock });
  hub.setFormat(format);
  return { hub, clock };
}

function drain(packets: PacketSubscription): MediaPacket[] {
  const drained: MediaPacket[] = [];
  for (let packet = packets.shift(); packet; packet = packets.shift()) drained.push(packet);
  return drained;
}

const framesOf = (packets: readonly MediaPacket[]): number[] =>
  packets
    .filter((packet) => packet.kind === 'video')
    .map((packet) => Math.round((packet.timestampUs * 30) / 1e6));

describe('PacketHub', () => {
  it('gives one packet by reference to every consumer', () => {
    const { hub } = makeHub();
    const [one, two] = [hub.subscribe({ limitMs: 2000 }), hub.subscribe({ limitMs: 2000 })];
    const key = video(0, true);
    hub.publish(key);
    expect(one.shift()).toBe(key);
    expect(two.shift()).toBe(key);
    expect(one.shift()).toBeUndefined();
  });

  it('gives nothing before the format is known', () => {
    const hub = new PacketHub({ clock: new FakeClock() });
    const packets = hub.subscribe({ limitMs: 2000 });
    hub.publish(video(0, true));
    expect(packets.format).toBeNull();
    expect(packets.shift()).toBeUndefined();
    hub.setFormat(format);
    hub.publish(video(1, true));
    expect(packets.format).toBe(format);
    expect(framesOf(drain(packets))).toEqual([1]);
  });

  it('starts a new consumer at a key frame, with the sound that comes before it', () => {
    const { hub } = makeHub();
    hub.publish(video(0, true));
    const packets = hub.subscribe({ limitMs: 2000 });
    hub.publish(video(1));
    hub.publish(audio(40_000));
    hub.publish(video(2, true));
    const drained = drain(packets);
    expect(drained.map(({ kind }) => kind)).toEqual(['audio', 'video']);
    expect(framesOf(drained)).toEqual([2]);
    expect(packets.framesDropped).toBe(0);
  });

  it('leaves out the oldest group that was not begun, and keeps the sound', () => {
    const { hub } = makeHub();
    const packets = hub.subscribe({ limitMs: 1000 });
    hub.publish(video(0, true));
    packets.shift();
    for (let frame = 1; frame < 33; frame += 1) {
      hub.publish(video(frame, frame % 10 === 0));
      hub.publish(audio(Math.round((frame * 1e6) / 30)));
    }
    const drained = drain(packets);
    expect(framesOf(drained)).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32,
    ]);
    expect(drained.filter(({ kind }) => kind === 'audio')).toHaveLength(32);
    expect(packets.framesDropped).toBe(10);
  });

  it('lets one consumer lose its packets alone', () => {
    const { hub } = makeHub();
    const slow = hub.subscribe({ limitMs: 300 });
    const fast = hub.subscribe({ limitMs: 300 });
    const taken: MediaPacket[] = [];
    for (let frame = 0; frame < 60; frame += 1) {
      hub.publish(video(frame, frame % 5 === 0));
      taken.push(...drain(fast));
    }
    expect(framesOf(taken)).toHaveLength(60);
    expect(fast.framesDropped).toBe(0);
    expect(slow.framesDropped).toBeGreaterThan(40);
  });

  it('bounds a consumer that takes nothing at all, sound included', () => {
    const { hub } = makeHub();
    const packets = hub.subscribe({ limitMs: 1000 });
    hub.publish(video(0, true));
    packets.shift();
    for (let frame = 1; frame < 30_000; frame += 1) {
      hub.publish(video(frame, frame % 30 === 0));
      hub.publish(audio(Math.round((frame * 1e6) / 30)));
    }
    expect(packets.queueMs).toBeLessThanOrEqual(2000);
    expect(drain(packets).length).toBeLessThan(200);
  });

  it('changes the format at the key frame that needs the new one', () => {
    const { hub } = makeHub();
    const packets = hub.subscribe({ limitMs: 2000 });
    const wide = { ...format, video: { ...format.video, width: 640 } };
    hub.publish(video(0, true));
    hub.setFormat(wide);
    hub.publish(video(1));
    hub.publish(video(2, true));
    packets.shift();
    expect(packets.format).toBe(format);
    expect(framesOf([packets.shift() ?? audio(0)])).toEqual([2]);
    expect(packets.format).toBe(wide);
  });

  it('asks for key frames at most twice a second, and not when one came meanwhile', async () => {
    const { hub, clock } = makeHub();
    let requests = 0;
    hub.onDidRequestKeyFrame(() => (requests += 1));
    const packets = hub.subscribe({ limitMs: 2000 });
    expect(requests).toBe(1);
    for (let index = 0; index < 5; index += 1) packets.skipToKeyFrame();
    expect(requests).toBe(1);
    await clock.advance(500);
    expect(requests).toBe(2);
    packets.skipToKeyFrame();
    hub.publish(video(0, true));
    await clock.advance(5000);
    expect(requests).toBe(2);
    packets.skipToKeyFrame();
    expect(requests).toBe(2);
    expect(framesOf(drain(packets))).toEqual([0]);
  });

  it('tells of the first packet on an empty queue, and nothing after close', () => {
    const { hub } = makeHub();
    const packets = hub.subscribe({ limitMs: 2000 });
    let fills = 0;
    packets.onDidFill(() => (fills += 1));
    hub.publish(video(0, true));
    hub.publish(video(1));
    expect(fills).toBe(1);
    drain(packets);
    hub.publish(video(2));
    expect(fills).toBe(2);
    packets.close();
    packets.close();
    hub.publish(video(3));
    expect(packets.shift()).toBeUndefined();
  });

  it(
    'never gives a picture whose reference was left out, nor grows past a group over its limit',
    { timeout: 20_000 },
    () => {
      const step = fc.oneof(
        { weight: 10, arbitrary: fc.constant('frame' as const) },
        { weight: 2, arbitrary: fc.constant('key' as const) },
        { weight: 4, arbitrary: fc.constant('sound' as const) },
        { weight: 4, arbitrary: fc.constant('take' as const) },
        { weight: 1, arbitrary: fc.constant('drain' as const) },
        { weight: 1, arbitrary: fc.constant('skip' as const) },
        { weight: 1, arbitrary: fc.constant('pause' as const) },
        { weight: 1, arbitrary: fc.constant('format' as const) },
      );
      const property = fc.property(
        fc.array(step, { maxLength: 150, size: 'max' }),
        fc.integer({ min: 50, max: 800 }),
        (steps, limitMs) => {
          const { hub } = makeHub();
          const packets = hub.subscribe({ limitMs });
          let frame = 0;
          let lastKey: number | undefined;
          let gopMs = limitMs;
          let shown: number | undefined;
          let lastSoundUs = -1;
          let wantsKey = false;
          const take = (): boolean => {
            const packet = packets.shift();
            if (packet?.kind === 'video') {
              const [number = -1] = framesOf([packet]);
              if (!packet.isKey) expect(shown).toBe(number - 1);
              shown = number;
            } else if (packet) {
              expect(packet.timestampUs).toBeGreaterThanOrEqual(lastSoundUs);
              lastSoundUs = packet.timestampUs;
            }
            return packet !== undefined;
          };
          for (const action of steps) {
            switch (action) {
              case 'frame':
              case 'key': {
                const isKey = action === 'key' || wantsKey;
                wantsKey = false;
                frame += 1;
                if (isKey) {
                  if (lastKey !== undefined) gopMs = ((frame - lastKey) * 1000) / 30;
                  lastKey = frame;
                }
                hub.publish(video(frame, isKey));
                break;
              }
              case 'sound':
                hub.publish(audio(Math.round((frame * 1e6) / 30) + 7));
                break;
              case 'take':
                take();
                break;
              case 'drain':
                while (take());
                break;
              case 'skip':
                packets.skipToKeyFrame();
                break;
              case 'pause':
                frame += 20;
                wantsKey = true;
                break;
              case 'format':
                hub.setFormat({ ...format });
                wantsKey = true;
                break;
            }
            expect(packets.queueMs).toBeLessThanOrEqual(limitMs + Math.min(limitMs, gopMs) + 1);
          }
        },
      );
      fc.assert(property, { numRuns: 1000 });
    },
  );
});
