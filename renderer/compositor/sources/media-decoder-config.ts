import type { InputVideoTrack } from 'mediabunny';
import { MediaTroubleError } from './media-trouble.ts';

/** The decoder's configuration, or an error that names the codec. */
export async function mediaDecoderConfig(track: InputVideoTrack): Promise<VideoDecoderConfig> {
  const codec = track.codec ?? 'unknown';
  const config = await track.getDecoderConfig();
  if (!config || !(await track.canDecode())) {
    throw new MediaTroubleError(`there is no decoder for its picture (${codec})`);
  }
  return {
    ...config,
    colorSpace: withColourSpace(config.colorSpace, track.codedHeight),
    // Newer than the type library: pictures from a phone say how they are turned.
    ...(track.rotation === 0 ? {} : { rotation: track.rotation }),
  };
}

/** Unmarked video is BT.709 from 720 lines up, else SMPTE 170M; Chromium takes all of it for the latter. */
function withColourSpace(
  stated: VideoColorSpaceInit | undefined,
  height: number,
): VideoColorSpaceInit {
  if (stated?.matrix) return stated;
  const standard = height >= 720 ? 'bt709' : 'smpte170m';
  return { primaries: standard, transfer: standard, matrix: standard, fullRange: false };
}
