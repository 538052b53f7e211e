import { Decoder, Demuxer } from 'node-av/api';
import { AV_LOG_ERROR, AV_SAMPLE_FMT_FLTP } from 'node-av/constants';
import { Log, type Frame } from 'node-av/lib';
import { readCounter, readFlash } from '#shared/model/test-pattern.ts';

/** What one decoded picture of the test pattern says. */
export interface MeasuredFrame {
  readonly ptsUs: number;
  /** Frame number modulo 2^24, or null where the picture carries none that can be read. */
  readonly counter: number | null;
  readonly flash: boolean;
}

/** One decoded piece of sound, first channel. */
export interface MeasuredSound {
  readonly ptsUs: number;
  readonly sampleRate: number;
  readonly samples: Float32Array;
}

export interface DecodedVideo {
  readonly frames: readonly MeasuredFrame[];
  /** Packets whose decode time is not after the one before. */
  readonly backwardTimestamps: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Decodes the first video stream of a file (anything FFmpeg reads). Throws at the first decoding
 * error. Null where the file has no video.
 */
export async function decodeVideo(file: string): Promise<DecodedVideo | null> {
  const frames: MeasuredFrame[] = [];
  const decoded = await decodeLuma(file, ({ ptsUs, luma, width, height, stride }) => {
    frames.push({
      ptsUs,
      counter: readCounter(luma, width, height, stride),
      flash: readFlash(luma, width, height, stride),
    });
  });
  return decoded && { frames, ...decoded };
}

/** One decoded picture's luma plane; valid within the call alone. */
export interface LumaPlane {
  readonly ptsUs: number;
  readonly luma: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** Bytes a row. */
  readonly stride: number;
}

/** Decodes the first video stream and hands over each picture. Null where there is none. */
export function decodeLuma(
  file: string,
  onPicture: (plane: LumaPlane) => void,
): Promise<Omit<DecodedVideo, 'frames'> | null> {
  return decodeStream(file, 'video', (frame) => {
    const luma = frame.data?.[0];
    const stride = frame.linesize[0] ?? 0;
    if (!luma) return;
    onPicture({
      ptsUs: frameTimeUs(frame),
      luma,
      width: frame.width,
      height: frame.height,
      stride,
    });
  });
}

/**
 * Decodes the first audio stream and hands it over piece by piece. Returns the number of packets
 * that step back in time, or null where the file has no sound.
 */
export async function decodeSound(
  file: string,
  onSound: (sound: MeasuredSound) => void,
): Promise<number | null> {
  const decoded = await decodeStream(file, 'audio', (frame) => {
    const plane = frame.extendedData?.[0];
    if (!plane) return;
    const samples = new Float32Array(frame.nbSamples);
    for (let index = 0; index < samples.length; index++) {
      samples[index] = plane.readFloatLE(index * 4);
    }
    onSound({ ptsUs: frameTimeUs(frame), sampleRate: frame.sampleRate, samples });
  });
  return decoded && decoded.backwardTimestamps;
}

async function decodeStream(
  file: string,
  kind: 'video' | 'audio',
  onFrame: (frame: Frame) => void,
): Promise<{ backwardTimestamps: number; width: number; height: number } | null> {
  Log.setLevel(AV_LOG_ERROR);
  await using demuxer = await Demuxer.open(file);
  const stream = kind === 'video' ? demuxer.video() : demuxer.audio();
  if (!stream) return null;
  using decoder = await Decoder.create(stream, {
    exitOnError: true,
    ...(kind === 'audio' && { resample: { sampleFormat: AV_SAMPLE_FMT_FLTP } }),
  });
  let backwardTimestamps = 0;
  let lastDts: bigint | undefined;
  const packets = async function* (): ReturnType<Demuxer['packets']> {
    for await (const packet of demuxer.packets(stream.index)) {
      if (packet) {
        if (lastDts !== undefined && packet.dts <= lastDts) backwardTimestamps++;
        lastDts = packet.dts;
      }
      yield packet;
    }
  };
  for await (const frame of decoder.frames(packets())) {
    if (!frame) continue;
    onFrame(frame);
    frame.free();
  }
  const { width, height } = stream.codecpar;
  return { backwardTimestamps, width, height };
}

function frameTimeUs(frame: Frame): number {
  const { num, den } = frame.timeBase;
  return (Number(frame.pts) * num * 1e6) / den;
}
