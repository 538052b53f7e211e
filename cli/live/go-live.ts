import type { BroadcastStatus } from '#shared/contract/broadcast.ts';
import type { Clock } from '#shared/lib/clock.ts';
import { failureText } from '#shared/model/reason-text.ts';
import { RpcError } from '#shared/rpc/rpc-error.ts';
import { CommandError } from '../exit-codes.ts';
import type { HeadlessHost } from '../headless-host.ts';
import type { LiveOptions } from '../options/live-options.ts';
import { waitForSettledSound } from './settled-sound.ts';
import { waitForStatus } from './status.ts';

/** A page that makes the picture, from a browser that has just started. */
const producerTimeoutMs = 60_000;
/** Encoders, then the handshakes of every destination. */
const liveTimeoutMs = 30_000;

export interface GoLiveContext {
  readonly clock: Clock;
  readonly stop: AbortSignal;
}

/**
 * Sets the host up by the options, then starts the recording and goes live. Throws `CommandError`: bad
 * input where the host refuses a setting by its field, could not go live where no destination took
 * the stream at the first attempt.
 */
export async function goLive(
  host: Pick<HeadlessHost, 'broadcast' | 'settings'>,
  options: Pick<LiveOptions, 'destinations' | 'output' | 'recording'>,
  { clock, stop }: GoLiveContext,
): Promise<void> {
  const { broadcast, settings } = host;
  const { destinations, recording } = options;
  try {
    await settings.setOutput(options.output);
    if (recording) await settings.setRecording({ container: recording.container });
    for (const [index, { url, key }] of destinations.entries()) {
      const id = `to-${index + 1}`;
      await settings.saveDestination({
        destination: {
          kind: 'rtmp',
          id,
          name: url.slice(0, 200),
          url,
          keyRef: null,
          enabled: true,
        },
        streamKey: key.reveal(),
      });
    }
    await waitForProducer(broadcast, { clock, stop });
    await waitForSettledSound(broadcast, clock);
    if (recording) await broadcast.startRecording({ file: recording.file });
    if (destinations.length > 0) await goLiveOrSayWhyNot(broadcast, clock, stop);
  } catch (error) {
    if (error instanceof RpcError && (error.reason === 'invalid' || error.reason === 'conflict')) {
      const field = error.field ? ` (${error.field})` : '';
      throw CommandError.badInput(`${error.message}${field}`, error);
    }
    if (error instanceof RpcError) throw CommandError.couldNotGoLive(error.message, error);
    throw error;
  }
}

/** Throws `CommandError` when there is none within a minute. */
export async function waitForProducer(
  broadcast: HeadlessHost['broadcast'],
  { clock, stop }: GoLiveContext,
): Promise<void> {
  await waitForStatus(broadcast, ({ producer }) => producer, {
    clock,
    stop,
    timeoutMs: producerTimeoutMs,
    what: 'a page that makes the picture',
  });
}

async function goLiveOrSayWhyNot(
  broadcast: HeadlessHost['broadcast'],
  clock: Clock,
  stop: AbortSignal,
): Promise<void> {
  const wentLive = broadcast.goLive().then(() => broadcast.getStatus());
  // The core keeps trying a server that refuses; whoever waits at a prompt wants to know at once.
  const decided = waitForStatus(broadcast, isDecided, {
    clock,
    stop,
    timeoutMs: liveTimeoutMs,
    what: 'the destinations',
  });
  const status = await Promise.race([decided, wentLive]);
  if (isOneLive(status)) return;
  const problems = destinationProblems(status);
  throw CommandError.couldNotGoLive(`No destination took the stream.\n${problems.join('\n')}`);
}

function isOneLive({ destinations }: BroadcastStatus): boolean {
  return destinations.some(({ state }) => state.kind === 'live');
}

/** One is live, or each has failed at least once. */
function isDecided(status: BroadcastStatus): boolean {
  return (
    isOneLive(status) ||
    (status.destinations.length > 0 && status.destinations.every(({ state }) => 'failure' in state))
  );
}

/** A line for each destination that is not live: which, and why. */
export function destinationProblems({ destinations }: BroadcastStatus): string[] {
  return destinations.flatMap(({ id, state }) =>
    'failure' in state ? [`  ${id}: ${failureText(state.failure)}`] : [],
  );
}
