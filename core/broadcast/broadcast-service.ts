import type { broadcastService, BroadcastStatus } from '#shared/contract/broadcast.ts';
import { ClosableStack, type Closable } from '#shared/lib/closable.ts';
import { Emitter } from '#shared/lib/emitter.ts';
import type { Settings } from '#shared/model/settings.ts';
import type { Implementation } from '#shared/rpc/service.ts';
import type { BroadcastSession } from './broadcast-session.ts';
import type { ProducerSource } from './encoding.ts';
import type { Health } from './health.ts';
import type { Recording } from './recording.ts';

export interface BroadcastServiceOptions {
  readonly session: BroadcastSession;
  readonly recording: Recording;
  readonly health: Health;
  readonly pages: ProducerSource;
  readonly settings: { readonly settings: Settings };
}

export type BroadcastImplementation = Implementation<typeof broadcastService>;

/** One service of broadcast, recording and health, with one status of them all. */
export function serveBroadcast({
  session,
  recording,
  health,
  pages,
  settings,
}: BroadcastServiceOptions): BroadcastImplementation & Closable {
  const changed = new Emitter<BroadcastStatus>();
  const subscriptions = new ClosableStack();
  const status = (): BroadcastStatus => ({
    broadcast: session.state,
    recording: recording.state,
    destinations: settings.settings.destinations.map(({ id }) => ({
      id,
      state: session.destinations.get(id) ?? { kind: 'idle' },
    })),
    producer: pages.producer !== null,
  });
  const tell = (): void => {
    changed.emit(status());
  };
  for (const event of [session.onDidChange, recording.onDidChange]) subscriptions.add(event(tell));
  subscriptions.add(pages.onDidChangeProducer(tell));
  return {
    getStatus: status,
    goLive: (_, { signal }) => session.goLive(signal),
    stop: () => session.stop(),
    retryDestination: ({ id }) => session.retryDestination(id),
    startRecording: ({ file }) => recording.start(file),
    stopRecording: () => recording.stop(),
    onDidChangeStatus: changed.event,
    onDidSample: health.onDidSample,
    close: () => {
      void subscriptions.close();
      changed.close();
    },
  };
}
