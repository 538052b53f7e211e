import { videoFormatSchema, type VideoFormat } from '#shared/model/packet.ts';
import { MediaFrameError } from '#shared/protocol/media-frame.ts';

const bytesPerSample = 2 * Float32Array.BYTES_PER_ELEMENT;

/** The payload of a `videoFormat` frame. Throws `MediaFrameError`. */
export function decodeVideoFormat(payload: Uint8Array): VideoFormat {
  if (payload.byteLength < 4) throw new MediaFrameError('video format without its length');
  const length = new DataView(payload.buffer, payload.byteOffset, 4).getUint32(0);
  if (length > payload.byteLength - 4) {
    throw new MediaFrameError(`video format of ${length} bytes in ${payload.byteLength - 4}`);
  }
  const parsed = videoFormatSchema.safeParse(parseJson(payload.subarray(4, 4 + length)));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new MediaFrameError(`video format: ${issue?.path.join('.')}: ${issue?.message}`);
  }
  // A copy: the format outlives the message that it came in, and a Buffer's slice() would be a view.
  return { ...parsed.data, description: new Uint8Array(payload.subarray(4 + length)) };
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new MediaFrameError('video format is no JSON', { cause: error });
  }
}

/** The payload of a `pcm` frame, copied to where float32 may stand. Throws `MediaFrameError`. */
export function decodePcm(payload: Uint8Array): Float32Array {
  if (payload.byteLength === 0 || payload.byteLength % bytesPerSample !== 0) {
    throw new MediaFrameError(`PCM of ${payload.byteLength} bytes is no whole stereo samples`);
  }
  // Every platform that we run on is little-endian, as the wire is.
  const samples = new Float32Array(new Uint8Array(payload).buffer);
  // A filter gone wrong would poison the resampler and the encoder for good.
  for (let index = 0; index < samples.length; index += 1) {
    if (!Number.isFinite(samples[index])) samples[index] = 0;
  }
  return samples;
}
