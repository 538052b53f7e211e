import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MediaPacket, ProgramFormat } from '#shared/model/packet.ts';
import type { FakePacketSubscription } from './rtmp-fake-subscription.ts';
import { requirePeer } from './peers.ts';
import type { FlvFileTag } from './rtmp-flv-file.ts';
import { readFlvFile } from './rtmp-flv-file.ts';

export interface Program {
  readonly format: ProgramFormat;
  /** In order of time over both kinds. */
  readonly packets: readonly MediaPacket[];
  readonly videoFrames: number;
  readonly audioFrames: number;
}

const fps = 30;
const gopFrames = 30;

/** A real H.264 and AAC program, encoded by FFmpeg; its times begin at `startUs`. */
export function makeProgram(durationS: number, startUs = 1_700_000_000_000_000): Program {
  const folder = mkdtempSync(join(tmpdir(), 'tallylight-rtmp-'));
  try {
    const file = join(folder, 'program.flv');
    execFileSync(requirePeer('ffmpeg'), [
      ...['-v', 'error', '-f', 'lavfi', '-i', `testsrc2=size=320x180:rate=${fps}`],
      ...['-f', 'lavfi', '-i', 'sine=frequency=1000:sample_rate=48000', '-t', String(durationS)],
      ...['-c:v', 'libx264', '-preset', 'ultrafast', '-profile:v', 'baseline', '-bf', '0'],
      ...['-g', String(gopFrames), '-pix_fmt', 'yuv420p'],
      ...['-c:a', 'aac', '-b:a', '96k', '-ac', '2', file],
    ]);
    return toProgram(readFlvFile(readFileSync(file)), startUs);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Pushes the packets at their own pace, times `speed`; ends early when `signal` aborts. */
export async function playProgram(
  packets: readonly MediaPacket[],
  subscription: FakePacketSubscription,
  speed = 1,
  signal?: AbortSignal,
): Promise<void> {
  const [first] = packets;
  const startMs = performance.now();
  for (const packet of packets) {
    const dueMs = (packet.timestampUs - (first?.timestampUs ?? 0)) / 1000 / speed;
    const waitMs = dueMs - (performance.now() - startMs);
    if (waitMs > 1) await sleep(waitMs);
    if (signal?.aborted === true) return;
    subscription.push(packet);
  }
}

function toProgram(tags: readonly FlvFileTag[], startUs: number): Program {
  const headers = tags.filter((tag) => tag.type !== 'script' && tag.body[1] === 0);
  const description = (type: string): Uint8Array => {
    const body = headers.find((tag) => tag.type === type)?.body;
    if (!body) throw new Error(`FFmpeg wrote no ${type} header`);
    return body.subarray(type === 'video' ? 5 : 2);
  };
  const packets = tags
    .filter((tag) => tag.type !== 'script' && tag.body[1] === 1)
    .map((tag) => toPacket(tag, startUs));
  return {
    format: {
      video: {
        codec: 'h264',
        codecString: 'avc1.42c00d',
        width: 320,
        height: 180,
        fps,
        bitrateKbps: 500,
        description: description('video'),
      },
      audio: {
        codec: 'aac',
        sampleRate: 48_000,
        channels: 2,
        bitrateKbps: 96,
        description: description('audio'),
      },
    },
    packets,
    videoFrames: packets.filter((packet) => packet.kind === 'video').length,
    audioFrames: packets.filter((packet) => packet.kind === 'audio').length,
  };
}

function toPacket(tag: FlvFileTag, startUs: number): MediaPacket {
  const timestampUs = startUs + tag.timestampMs * 1000;
  if (tag.type === 'audio') {
    return { kind: 'audio', track: 0, timestampUs, durationUs: 21_333, data: tag.body.subarray(2) };
  }
  return {
    kind: 'video',
    rendition: 0,
    isKey: tag.body[0] === 0x17,
    timestampUs,
    durationUs: 33_333,
    data: tag.body.subarray(5),
  };
}
