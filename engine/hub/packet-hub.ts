import type { Closable } from '#shared/lib/closable.ts';
import type { Event } from '#shared/lib/emitter.ts';
import type { MediaPacket, ProgramFormat } from '#shared/model/packet.ts';

/**
 * A consumer's own queue on the hub, pulled by the consumer. Bounded in milliseconds of media; at the
 * limit whole groups of pictures are left out from the oldest that was not begun, sound stays (law 3).
 * The first video packet after a gap is a key frame.
 */
export interface PacketSubscription extends Closable {
  /** The oldest packet, or undefined when there is none. */
  shift(): MediaPacket | undefined;
  /** A packet was pushed onto an empty queue. */
  readonly onDidFill: Event<void>;
  /** The program's format; null until encoders spoke. `shift()` never gives a packet before it is known. */
  readonly format: ProgramFormat | null;
  /** Newest minus oldest timestamp. */
  readonly queueMs: number;
  readonly framesDropped: number;
  /** Leaves out everything up to the newest key frame, asking for one if none is queued: after a reconnect. */
  skipToKeyFrame(): void;
}
