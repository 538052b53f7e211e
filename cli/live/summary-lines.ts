import type { ReportSummary } from '#shared/model/report.ts';
import { clockText } from './health-line.ts';

/** What a person reads at the end. */
export function summaryLines(summary: ReportSummary): string[] {
  const { framesComposed, framesLagged, framesEncoded, framesDropped } = summary;
  const milliseconds = (value: number | null): string =>
    value === null ? 'not measured' : `${value.toFixed(1)} ms`;
  return [
    `Ended after ${clockText(summary.durationS * 1000)}.`,
    `  frames: ${framesComposed} composed, ${framesEncoded} encoded, ${framesLagged} lagged, ${framesDropped} dropped`,
    ...summary.destinations.map(
      ({ name, bytesSent, framesSent, framesDropped: dropped, reconnects, queueMsP95 }) =>
        `  ${name}: ${framesSent} frames and ${(bytesSent / 1e6).toFixed(1)} MB sent, ${dropped} dropped, ${reconnects} reconnects, queue p95 ${milliseconds(queueMsP95)}`,
    ),
    ...(summary.recordingBytes > 0
      ? [`  recording: ${(summary.recordingBytes / 1e6).toFixed(1)} MB`]
      : []),
    `  audio/video skew p95: ${milliseconds(summary.audioSkewMsP95)}`,
    `  CPU ${summary.cpuCoresMean?.toFixed(2) ?? '?'} cores on average, memory ${Math.round(summary.memoryMbPeak ?? 0)} MB at most`,
  ];
}
