import { describe, expect, it } from 'vitest';
import type { BroadcastStatus } from '#shared/contract/broadcast.ts';
import type { HealthSample } from '#shared/model/broadcast.ts';
import { announcementOf, healthWords, stateWords } from './status-words.ts';

const idle: BroadcastStatus = {
  broadcast: { kind: 'idle' },
  recording: { kind: 'idle' },
  destinations: [],
  producer: true,
};
const named = [{ id: 'd', name: 'Main' }];

describe('stateWords', () => {
  it('tell the time live', () => {
    expect(stateWords(null, 0)).toBe('Off air');
    expect(stateWords({ ...idle, broadcast: { kind: 'live', sinceMs: 1000 } }, 62_000)).toBe(
      'Live for 1:01',
    );
  });
});

describe('healthWords', () => {
  const sample: HealthSample = {
    atMs: 0,
    compositor: {
      backEnd: 'cpu',
      framesComposed: 990,
      framesLagged: 10,
      framesEncoded: 990,
      framesSkipped: 0,
      encoderRestarts: 0,
      composeMsP95: 5,
      audioDriftPpm: 0,
      audioSkewMs: 0,
      sourceTroubles: [],
    },
    destinations: [
      {
        id: 'd',
        state: { kind: 'live', sinceMs: 0 },
        bytesSent: 1,
        bytesAcknowledged: null,
        bitrateKbps: 6120,
        queueMs: 0,
        framesSent: 1,
        framesDropped: 3,
        reconnects: 0,
      },
    ],
    recording: { state: { kind: 'idle' }, bytesWritten: 0 },
    cpuCores: 1.234,
    memoryMb: 512.4,
  };

  it('name rate, dropped, lagged, CPU and memory', () => {
    expect(healthWords(sample, named)).toEqual([
      'Main: 6.12 Mb/s',
      '3 dropped',
      '10 lagged (1.0 %)',
      '1.23 cores',
      '512 MB',
    ]);
  });

  it('are shorter where less is known', () => {
    expect(healthWords(null, named)).toEqual([]);
    expect(healthWords({ ...sample, compositor: null, destinations: [] }, named)).toEqual([
      '1.23 cores',
      '512 MB',
    ]);
  });
});

describe('announcementOf', () => {
  it('speaks of changes of state only', () => {
    const live: BroadcastStatus = {
      ...idle,
      broadcast: { kind: 'live', sinceMs: 1 },
      destinations: [{ id: 'd', state: { kind: 'live', sinceMs: 1 } }],
    };
    expect(announcementOf(idle, live, named)).toBe('You are live. Main: Live');
    expect(announcementOf(live, { ...live, producer: false }, named)).toBeNull();
    expect(announcementOf(live, idle, named)).toBe('You are off air.');
  });

  it('speaks of recordings', () => {
    const recording: BroadcastStatus = {
      ...idle,
      recording: { kind: 'recording', file: 'a.mp4', sinceMs: 0 },
    };
    const failed: BroadcastStatus = {
      ...idle,
      recording: { kind: 'failed', file: 'a.mp4', detail: 'the disk is full' },
    };
    expect(announcementOf(idle, recording, named)).toBe('Recording has begun.');
    expect(announcementOf(recording, idle, named)).toBe('Recording has ended.');
    expect(announcementOf(recording, failed, named)).toContain('the disk is full');
  });
});
