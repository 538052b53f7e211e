import type { Closable } from '#shared/lib/closable.ts';
import type { Channel } from '#shared/rpc/channel.ts';
import type { MediaLink } from '../compositor/messages.ts';

/** All that differs between the hosts, seen from the page. */
export interface ConnectionSource {
  /** Opens a channel to the core; called again after it closed. Rejects where the core is not there. */
  connect(): Promise<Channel>;
  /** How the compositor worker reaches the engine; called again for each worker and each loss. */
  mediaLink(): Promise<MediaLink>;
  /** A source's file is at `${mediaBase}${sourceId}`. */
  readonly mediaBase: string;
  /** Whether the host lists screens and windows, and gives the one that is chosen. */
  readonly listsTargets: boolean;
  /** Pictures of browser-page sources, until closed or lost. */
  receivePageFrames(options: PageFrameReceiver): PageFrameLink;
}

export interface PageFrameReceiver {
  /** As `decodePageFrame` reads it. */
  readonly onDidReceive: (message: Uint8Array) => void;
  /** At most once; not after `close()`. */
  readonly onDidLose: () => void;
}

export interface PageFrameLink extends Closable {
  /** Answers a picture: the host sends the source's next one. */
  take(sourceId: string): void;
}
