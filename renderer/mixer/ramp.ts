/** Long enough that no click is heard, short enough to feel immediate. */
const rampS = 0.02;

/** Moves `param` to `value` from wherever it is now. */
export function ramp(param: AudioParam, value: number, context: BaseAudioContext): void {
  const now = context.currentTime;
  param.cancelScheduledValues(now);
  param.setValueAtTime(param.value, now);
  param.linearRampToValueAtTime(value, now + rampS);
}
