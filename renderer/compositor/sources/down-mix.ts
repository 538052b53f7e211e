type Plane = Float32Array<ArrayBuffer>;

/** −3 dB: what centre and surrounds go into the sides with (ITU-R BS.775-3, table 2). */
const side = Math.SQRT1_2;

/** Weights of channel `index` of `count` in left and right; WAVE's order L R C LFE Ls Rs, others by turns. */
function weightsOf(index: number, count: number): readonly [number, number] {
  if (index === 0) return [1, 0];
  if (index === 1) return [0, 1];
  if (count === 4) return index === 2 ? [side, 0] : [0, side];
  if (index === 2) return [side, side];
  // BS.775 leaves the low frequency channel out of stereo.
  if (index === 3 && count >= 6) return [0, 0];
  return (index - (count >= 6 ? 4 : 3)) % 2 === 0 ? [side, 0] : [0, side];
}

/** One or two channels as they are; more become two. */
export function downMix(planes: readonly Plane[]): readonly Plane[] {
  if (planes.length <= 2) return planes;
  const frames = planes[0]?.length ?? 0;
  const left = new Float32Array(frames);
  const right = new Float32Array(frames);
  planes.forEach((plane, index) => {
    const [toLeft, toRight] = weightsOf(index, planes.length);
    for (let frame = 0; frame < frames; frame += 1) {
      const sample = plane[frame] as number;
      left[frame] = (left[frame] as number) + sample * toLeft;
      right[frame] = (right[frame] as number) + sample * toRight;
    }
  });
  return [left, right];
}
