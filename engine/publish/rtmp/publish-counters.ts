import type { Clock } from '#shared/lib/clock.ts';
import type { DestinationSample } from '#shared/model/broadcast.ts';
import type { PacketSubscription } from '../../hub/packet-hub.ts';
import type { RtmpConnection } from './rtmp-connection.ts';

type Counted = Pick<
  RtmpConnection,
  'bytesSent' | 'bytesAcknowledged' | 'framesSent' | 'framesUnsent' | 'queueMs'
>;

type Sample = Omit<DestinationSample, 'id' | 'state' | 'reconnects'>;

/** Totals over all connections of a destination, and the bitrate between two samples. */
export class PublishCounters {
  readonly #clock: Clock;
  readonly #packets: PacketSubscription;
  #bytesSent = 0;
  #bytesAcknowledged: number | null = null;
  #framesSent = 0;
  #framesLost = 0;
  #sampledBytes = 0;
  #sampledAtUs: number;

  constructor(clock: Clock, packets: PacketSubscription) {
    this.#clock = clock;
    this.#packets = packets;
    this.#sampledAtUs = clock.nowUs();
  }

  /** Adds what a connection did to the totals, once, when it is over. */
  keep(connection: Counted): void {
    this.#bytesAcknowledged = this.#acknowledgedWith(connection);
    this.#bytesSent += connection.bytesSent;
    this.#framesSent += connection.framesSent;
    this.#framesLost += connection.framesUnsent;
  }

  sample(connection: Counted | undefined): Sample {
    const bytesSent = this.#bytesSent + (connection?.bytesSent ?? 0);
    const nowUs = this.#clock.nowUs();
    const elapsedMs = (nowUs - this.#sampledAtUs) / 1000;
    const bits = (bytesSent - this.#sampledBytes) * 8;
    this.#sampledBytes = bytesSent;
    this.#sampledAtUs = nowUs;
    return {
      bytesSent,
      bytesAcknowledged: this.#acknowledgedWith(connection),
      bitrateKbps: elapsedMs > 0 ? bits / elapsedMs : 0,
      queueMs: this.#packets.queueMs + (connection?.queueMs ?? 0),
      framesSent: this.#framesSent + (connection?.framesSent ?? 0),
      framesDropped: this.#packets.framesDropped + this.#framesLost,
    };
  }

  #acknowledgedWith(connection: Counted | undefined): number | null {
    const now = connection?.bytesAcknowledged ?? null;
    if (now === null) return this.#bytesAcknowledged;
    return (this.#bytesAcknowledged ?? 0) + now;
  }
}
