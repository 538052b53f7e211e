import { assertNever } from '#shared/lib/assert-never.ts';
import type { BroadcastStatus } from '#shared/contract/broadcast.ts';
import type { HealthSample } from '#shared/model/broadcast.ts';
import type { Destination } from '#shared/model/settings.ts';
import { destinationAnnouncement } from '../destinations/destination-words.ts';
import { formatDuration, formatNumber, formatRate } from '../format.ts';
import { text } from '../text.ts';

/** What is on air, in a word. */
export function stateWords(status: BroadcastStatus | null, nowMs: number): string {
  if (!status) return text('status.offAir');
  const { broadcast } = status;
  switch (broadcast.kind) {
    case 'idle':
      return text('status.offAir');
    case 'starting':
      return text('status.starting');
    case 'live':
      return text('status.liveFor', { duration: formatDuration(nowMs - broadcast.sinceMs) });
    case 'stopping':
      return text('status.stopping');
    default:
      return assertNever(broadcast);
  }
}

/** The health line's parts after the state, while there is something to measure. */
export function healthWords(
  health: HealthSample | null,
  destinations: readonly Pick<Destination, 'id' | 'name'>[],
): string[] {
  if (!health) return [];
  const live = health.destinations.filter(({ state }) => state.kind !== 'idle');
  const rates = live.map(({ id, bitrateKbps }) =>
    text('status.destination', {
      name: destinations.find((destination) => destination.id === id)?.name ?? id,
      rate: formatRate(bitrateKbps),
    }),
  );
  const dropped = live.reduce((sum, { framesDropped }) => sum + framesDropped, 0);
  const { compositor } = health;
  return [
    ...rates,
    ...(live.length > 0 ? [text('status.dropped', { count: formatNumber(dropped) })] : []),
    ...(compositor
      ? [
          text('status.lagged', {
            count: formatNumber(compositor.framesLagged),
            percent: formatNumber(laggedPercent(compositor), 1),
          }),
        ]
      : []),
    ...(compositor && compositor.framesSkipped > 0
      ? [text('status.skipped', { count: formatNumber(compositor.framesSkipped) })]
      : []),
    text('status.cpu', { cores: formatNumber(health.cpuCores, 2) }),
    text('status.memory', { megabytes: formatNumber(health.memoryMb) }),
  ];
}

function laggedPercent(sample: NonNullable<HealthSample['compositor']>): number {
  const due = sample.framesComposed + sample.framesLagged;
  return due === 0 ? 0 : (sample.framesLagged * 100) / due;
}

/** What a change of state is announced as; null where there is nothing to say. */
export function announcementOf(
  before: BroadcastStatus,
  after: BroadcastStatus,
  destinations: readonly Pick<Destination, 'id' | 'name'>[],
): string | null {
  const said: string[] = [];
  if (before.broadcast.kind !== after.broadcast.kind) {
    if (after.broadcast.kind === 'live') said.push(text('status.announceLive'));
    if (after.broadcast.kind === 'idle') said.push(text('status.announceOffAir'));
  }
  if (before.recording.kind !== after.recording.kind) {
    said.push(recordingAnnouncement(after.recording));
  }
  for (const { id, state } of after.destinations) {
    const old = before.destinations.find((other) => other.id === id)?.state;
    if (old?.kind === state.kind || state.kind === 'idle' || state.kind === 'connecting') continue;
    const name = destinations.find((destination) => destination.id === id)?.name ?? id;
    said.push(text('status.announceDestination', { name, state: destinationAnnouncement(state) }));
  }
  return said.length === 0 ? null : said.join(' ');
}

function recordingAnnouncement(recording: BroadcastStatus['recording']): string {
  switch (recording.kind) {
    case 'recording':
      return text('status.announceRecording');
    case 'idle':
      return text('status.announceRecordingEnd');
    case 'failed':
      return text('status.recordingFailed', { detail: recording.detail });
    default:
      return assertNever(recording);
  }
}
