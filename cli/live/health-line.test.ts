import { describe, expect, it } from 'vitest';
import type { HealthSample } from '#shared/model/broadcast.ts';
import { clockText, healthLine } from './health-line.ts';

function sample(atMs: number, framesEncoded: number): HealthSample {
  return {
    atMs,
    compositor: {
      backEnd: 'cpu',
      framesComposed: framesEncoded,
      framesLagged: 1,
      framesEncoded,
      framesSkipped: 0,
      encoderRestarts: 0,
      composeMsP95: 5,
      audioDriftPpm: 0,
      audioSkewMs: 0,
      sourceTroubles: [{ sourceId: 'a', trouble: 'Camera: unplugged' }],
    },
    destinations: [
      {
        id: 'a',
        state: { kind: 'live', sinceMs: 0 },
        bytesSent: 1,
        bytesAcknowledged: null,
        bitrateKbps: 6012.4,
        queueMs: 3.2,
        framesSent: 30,
        framesDropped: 2,
        reconnects: 0,
      },
    ],
    recording: { state: { kind: 'recording', file: 'a.mp4', sinceMs: 0 }, bytesWritten: 1.5e6 },
    cpuCores: 1.234,
    memoryMb: 321.4,
  };
}

describe('healthLine', () => {
  it('says rates, losses, troubles and load', () => {
    expect(healthLine(sample(3000, 90), sample(2000, 60), 1000)).toBe(
      '0:02  30.0 fps  lagged 1  skipped 0  Camera: unplugged  ' +
        'live 6012 kb/s queue 3 ms dropped 2  recording 1.5 MB  CPU 1.23 cores  321 MB',
    );
  });
  it('says that no page makes a picture', () => {
    expect(healthLine({ ...sample(1000, 0), compositor: null }, undefined, 0)).toContain(
      'no picture',
    );
  });
});

describe('clockText', () => {
  it.each([
    [0, '0:00'],
    [754_000, '12:34'],
    [3_723_999, '1:02:03'],
  ])('%d ms is %s', (durationMs, text) => {
    expect(clockText(durationMs)).toBe(text);
  });
});
