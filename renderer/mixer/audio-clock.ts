/** `programUs = anchorUs + (frame − anchorFrame) · usPerFrame`: the AudioContext's clock on the program clock. */
export interface AudioClockMap {
  readonly anchorFrame: number;
  readonly anchorUs: number;
  /** 1e6 / 48000 for a perfect device. */
  readonly usPerFrame: number;
}
