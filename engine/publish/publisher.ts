import type { Closable } from '#shared/lib/closable.ts';
import type { Event } from '#shared/lib/emitter.ts';
import type { DestinationSample, DestinationState } from '#shared/model/broadcast.ts';
import type { PacketSubscription } from '../hub/packet-hub.ts';

/**
 * One destination's life: connects, reconnects, and pulls packets from its own subscription when its
 * socket can take them. Nothing a publisher does can hold up another.
 */
export interface Publisher extends Closable {
  readonly id: string;
  readonly state: DestinationState;
  readonly onDidChangeState: Event<DestinationState>;
  /** Begins; later calls do nothing. */
  start(): void;
  /** Reconnects now, whatever the back-off says; from `failed`, too. */
  retry(): void;
  sample(): DestinationSample;
  /** Says goodbye to the server within 1 s and closes; idempotent. */
  close(): Promise<void>;
}

export interface PublisherOptions {
  readonly id: string;
  /** Bounded queue of this destination alone; closed by the publisher. */
  readonly packets: PacketSubscription;
}
