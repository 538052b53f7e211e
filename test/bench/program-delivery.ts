import { decodeVideo } from '#test/support/measure/decode.ts';

export interface Delivery {
  /** Frames that the server stored within the measured time. */
  readonly frames: number;
  readonly expected: number;
  /** Frames whose counter differs from the one before: new pictures of the file, not repeats. */
  readonly distinctPictures: number;
  /** Frames whose timestamp is not after the one before. */
  readonly outOfOrder: number;
}

/** Counts what is in the first `seconds` of the server's recording. */
export async function measureDelivery(
  file: string,
  seconds: number,
  fps: number,
): Promise<Delivery> {
  const video = await decodeVideo(file);
  if (!video) throw new Error(`${file}: no video`);
  const endUs = (video.frames[0]?.ptsUs ?? 0) + seconds * 1e6 - 1000;
  const frames = video.frames.filter((frame) => frame.ptsUs <= endUs);
  const distinctPictures = frames.filter(
    ({ counter }, index) => counter !== null && counter !== frames[index - 1]?.counter,
  ).length;
  return {
    frames: frames.length,
    expected: seconds * fps,
    distinctPictures,
    outOfOrder: video.backwardTimestamps,
  };
}
