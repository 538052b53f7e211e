/** Sound that waits for credit; beyond it the oldest is left out. */
const maxSoundUs = 1_000_000;

export interface WaitingSound {
  readonly timestampUs: number;
  readonly durationUs: number;
  readonly bytes: number;
}

/**
 * The rules of the media channel's back-pressure. Video that has no credit is left out up to the next
 * key frame, so that what arrives can always be decoded; sound waits, and goes first.
 */
export class CreditGate<S extends WaitingSound> {
  #credit = 0;
  #needsKey = false;
  /** Of the last key frame that did not fit: asking for another with less credit is in vain. */
  #refusedKeyBytes = 0;
  readonly #sound: S[] = [];
  #videoDropped = 0;
  #soundDropped = 0;

  get videoDropped(): number {
    return this.#videoDropped;
  }

  get soundDropped(): number {
    return this.#soundDropped;
  }

  /** Video is being left out, and a key frame would end that. */
  get wantsKeyFrame(): boolean {
    return this.#needsKey && this.#credit > this.#refusedKeyBytes;
  }

  grant(bytes: number): void {
    this.#credit += bytes;
  }

  /** Formats must arrive: they are sent on credit that is yet to come. */
  spend(bytes: number): void {
    this.#credit -= bytes;
  }

  /** A new connection: no credit, and nothing to decode from. */
  reset(): void {
    this.#credit = 0;
    this.#needsKey = true;
    this.#refusedKeyBytes = 0;
  }

  /** Whether an access unit is to be sent now; if not it is left out. */
  offerVideo(bytes: number, isKey: boolean): boolean {
    const fits = bytes <= this.#credit;
    if (!fits || (this.#needsKey && !isKey)) {
      if (isKey) this.#refusedKeyBytes = bytes;
      this.#needsKey = true;
      this.#videoDropped += 1;
      return false;
    }
    this.#needsKey = false;
    this.#refusedKeyBytes = 0;
    this.#credit -= bytes;
    return true;
  }

  offerSound(sound: S): void {
    this.#sound.push(sound);
    const endUs = sound.timestampUs + sound.durationUs;
    while (this.#sound[0] && endUs - this.#sound[0].timestampUs > maxSoundUs) {
      this.#sound.shift();
      this.#soundDropped += 1;
    }
  }

  /** The next sound that there is credit for. */
  shiftSound(): S | undefined {
    const [first] = this.#sound;
    if (!first || first.bytes > this.#credit) return undefined;
    this.#credit -= first.bytes;
    return this.#sound.shift();
  }

  clearSound(): void {
    this.#sound.length = 0;
  }
}
