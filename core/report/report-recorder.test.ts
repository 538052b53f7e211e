import fc from 'fast-check';
import { expect, test } from 'vitest';
import { systemClock } from '#shared/lib/clock.ts';
import { Emitter } from '#shared/lib/emitter.ts';
import type { HealthSample } from '#shared/model/broadcast.ts';
import { sessionReportSchema, type SessionReport } from '#shared/model/report.ts';
import { ReportRecorder } from './report-recorder.ts';
import { percentile, RunningTotal } from './running-total.ts';
import { compositorSample, destinationSample } from '#test/support/health-samples.ts';

const sample = (changes: Partial<HealthSample>): HealthSample => ({
  atMs: 0,
  compositor: null,
  destinations: [],
  recording: { state: { kind: 'idle' }, bytesWritten: 0 },
  cpuCores: 1,
  memoryMb: 100,
  ...changes,
});

function reportOf(samples: readonly HealthSample[]): SessionReport {
  const sampled = new Emitter<HealthSample>();
  let wallMs = 1000;
  const clock = { ...systemClock, wallMs: () => wallMs };
  const recorder = new ReportRecorder({ onDidSample: sampled.event, nameOf: () => 'Name', clock });
  for (const each of samples) {
    wallMs += 1000;
    sampled.emit(each);
  }
  recorder.close();
  sampled.emit(sample({ memoryMb: 9999 }));
  return sessionReportSchema.parse(recorder.finish());
}

test('counts what happened in the session, over restarts', () => {
  const { summary, samples } = reportOf([
    sample({
      cpuCores: 0,
      compositor: compositorSample({ framesComposed: 500, framesEncoded: 0 }),
    }),
    sample({
      compositor: compositorSample({ framesComposed: 530, framesEncoded: 30, audioSkewMs: -12 }),
      destinations: [destinationSample({ bytesSent: 100, framesSent: 25, queueMs: 40 })],
      cpuCores: 1.5,
      memoryMb: 300,
    }),
    sample({
      compositor: compositorSample({ framesComposed: 20, framesEncoded: 20, framesSkipped: 2 }),
      destinations: [destinationSample({ bytesSent: 30, framesSent: 5, reconnects: 1 })],
      recording: { state: { kind: 'idle' }, bytesWritten: 77 },
      cpuCores: 0.5,
    }),
    sample({
      destinations: [
        destinationSample({ state: { kind: 'idle' }, bytesSent: 40, framesSent: 5, reconnects: 1 }),
      ],
    }),
  ]);
  expect(samples).toHaveLength(4);
  expect(summary).toEqual({
    durationS: 4,
    framesComposed: 50,
    framesLagged: 0,
    framesEncoded: 50,
    framesDropped: 2,
    encoderRestarts: 0,
    destinations: [
      {
        id: 'd',
        name: 'Name',
        state: { kind: 'live', sinceMs: 0 },
        bytesSent: 140,
        framesSent: 30,
        framesDropped: 0,
        reconnects: 1,
        queueMsP95: 40,
      },
    ],
    audioSkewMsP95: 12,
    cpuCoresMean: 1,
    memoryMbPeak: 300,
    recordingBytes: 77,
  });
});

test('says that nothing was measured where nothing was', () => {
  expect(reportOf([]).summary).toMatchObject({
    audioSkewMsP95: null,
    cpuCoresMean: null,
    memoryMbPeak: null,
    destinations: [],
  });
});

test('a very long session keeps a bounded number of samples over its whole time', () => {
  const { samples } = reportOf(
    Array.from({ length: 50_000 }, (_, second) => sample({ atMs: second })),
  );
  expect(samples.length).toBeLessThanOrEqual(20_000);
  const steps = samples.slice(1).map(({ atMs }, index) => atMs - (samples[index]?.atMs ?? 0));
  expect(new Set(steps)).toEqual(new Set([4]));
});

test('a running total is the sum of all rises', () => {
  const property = fc.property(
    fc.array(fc.array(fc.nat({ max: 100 })), { maxLength: 5 }),
    (runs) => {
      const total = new RunningTotal(0);
      let expected = 0;
      for (const rises of runs) {
        let counter = 0;
        // A restart is seen at the latest when the counter is lower than before.
        total.see(0);
        for (const rise of rises) total.see((counter += rise));
        expected += counter;
      }
      expect(total.total).toBe(expected);
    },
  );
  fc.assert(property);
});

test('percentiles are by nearest rank', () => {
  const values = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(percentile(values, 0.95)).toBe(95);
  expect(percentile([7], 0.95)).toBe(7);
  expect(percentile([], 0.95)).toBeNull();
});
