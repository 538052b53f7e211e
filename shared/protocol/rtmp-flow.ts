import type { RtmpMessage } from './rtmp-message.ts';
import {
  controlMessage,
  controlValue,
  rtmpTypes,
  userControlEvents,
  userControlMessage,
} from './rtmp-message.ts';

const sequenceModulus = 2 ** 32;

/**
 * Acknowledgements and pings, the same on both sides (Adobe RTMP 1.0 specification §5.4, §7.1.7):
 * counts what came, acknowledges by the peer's window, and unwraps what the peer acknowledges.
 */
export class RtmpFlow {
  readonly #windowBytes: number;
  #received = 0;
  #acknowledgedToPeer = 0;
  #peerWindow: number | undefined;
  #announcedWindow: number | undefined;
  #lastSequence = 0;
  #acknowledged: number | null = null;

  /** `windowBytes`: how often the peer is asked to acknowledge. */
  constructor(windowBytes: number) {
    this.#windowBytes = windowBytes;
  }

  /** Bytes that the peer says it has; null until it spoke. Counted over the 32-bit wrap. */
  get bytesAcknowledged(): number | null {
    return this.#acknowledged;
  }

  /** Asks for acknowledgements. */
  announceWindow(): RtmpMessage {
    this.#announcedWindow = this.#windowBytes;
    return controlMessage(rtmpTypes.windowAcknowledgementSize, this.#windowBytes);
  }

  /** Call with the length of everything read; gives the acknowledgement that is due. */
  receive(bytes: number): RtmpMessage[] {
    this.#received += bytes;
    const isDue =
      this.#peerWindow !== undefined &&
      this.#received - this.#acknowledgedToPeer >= this.#peerWindow;
    if (!isDue) return [];
    this.#acknowledgedToPeer = this.#received;
    return [controlMessage(rtmpTypes.acknowledgement, this.#received % sequenceModulus)];
  }

  /** The answer to a protocol or user control message, if any. Throws `RtmpError` for a short one. */
  handle(message: RtmpMessage): RtmpMessage[] {
    switch (message.typeId) {
      case rtmpTypes.acknowledgement:
        this.#unwrap(controlValue(message));
        return [];
      case rtmpTypes.windowAcknowledgementSize:
        // Zero would have us answer every read for ever.
        this.#peerWindow = Math.max(1, controlValue(message));
        return [];
      case rtmpTypes.setPeerBandwidth:
        // §5.4.5: answered with our window where that was not told yet.
        controlValue(message);
        return this.#announcedWindow === undefined ? [this.announceWindow()] : [];
      case rtmpTypes.userControl:
        return answerUserControl(message);
      default:
        return [];
    }
  }

  #unwrap(sequence: number): void {
    const step = (sequence - this.#lastSequence + sequenceModulus) % sequenceModulus;
    // Some servers start over from zero before the wrap: half the range back is not progress.
    if (step < sequenceModulus / 2) this.#acknowledged = (this.#acknowledged ?? 0) + step;
    this.#lastSequence = sequence;
  }
}

function answerUserControl(message: RtmpMessage): RtmpMessage[] {
  const [high = 0, low = 0] = message.payload;
  if (high * 256 + low !== userControlEvents.pingRequest) return [];
  return [userControlMessage(userControlEvents.pingResponse, controlValue(message, 2))];
}
