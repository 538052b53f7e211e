import { Encoder, Muxer } from 'node-av/api';
import {
  AV_CHANNEL_ORDER_NATIVE,
  AV_LOG_ERROR,
  AV_PIX_FMT_YUV420P,
  AV_SAMPLE_FMT_FLTP,
  FF_ENCODER_AAC,
  FF_ENCODER_LIBX264,
} from 'node-av/constants';
import { Frame, Log } from 'node-av/lib';
import {
  counterBand,
  counterToCells,
  flashPatch,
  isFlashAt,
  toneAmplitude,
  toneHz,
} from '#shared/model/test-pattern.ts';

const sampleRate = 48_000;
const aacFrame = 1024;

export interface PatternFileOptions {
  readonly file: string;
  readonly seconds: number;
  /** Default 30. */
  readonly fps?: number;
  /** How much later than the picture the sound is. Default 0. */
  readonly soundDelayMs?: number;
  /** Frames left out. Default none. */
  readonly without?: ReadonlySet<number>;
  /** Every picture is the first. Default false. */
  readonly isStill?: boolean;
  /** Default 320x180. */
  readonly width?: number;
  readonly height?: number;
}

/** Writes a file of the test pattern with known faults, to prove the measuring tools by. */
export async function writePatternFile(options: PatternFileOptions): Promise<void> {
  const {
    file,
    seconds,
    fps = 30,
    soundDelayMs = 0,
    without,
    width = 320,
    height = 180,
    isStill = false,
  } = options;
  Log.setLevel(AV_LOG_ERROR);
  using video = await Encoder.create(FF_ENCODER_LIBX264, {
    bitrate: 500_000,
    gopSize: fps,
    maxBFrames: 0,
    options: { preset: 'ultrafast' },
  });
  using audio = await Encoder.create(FF_ENCODER_AAC, { bitrate: 128_000 });
  await using muxer = await Muxer.open(file);
  const videoStream = muxer.addStream(video);
  const audioStream = muxer.addStream(audio);
  const write = async (encoder: Encoder, frame: Frame | null, stream: number): Promise<void> => {
    for (const packet of await encoder.encodeAll(frame)) {
      await muxer.writePacket(packet, stream);
      packet.free();
    }
    frame?.free();
  };
  let sample = 0;
  for (let number = 0; number < seconds * fps; number++) {
    if (!without?.has(number)) {
      await write(video, picture(number, isStill ? 0 : number, fps, width, height), videoStream);
    }
    for (; (sample * fps) / sampleRate < number + 1; sample += aacFrame) {
      await write(audio, sound(sample, soundDelayMs), audioStream);
    }
  }
  await write(video, null, videoStream);
  await write(audio, null, audioStream);
}

function picture(at: number, number: number, fps: number, width: number, height: number): Frame {
  return Frame.fromVideoBuffer(patternPicture(number, fps, width, height), {
    width,
    height,
    format: AV_PIX_FMT_YUV420P,
    timeBase: { num: 1, den: fps },
    pts: BigInt(at),
  });
}

/** The test pattern's machine-readable part on grey, as I420. */
export function patternPicture(
  number: number,
  fps: number,
  width: number,
  height: number,
): Buffer<ArrayBuffer> {
  const luma = Buffer.alloc(width * height, 60);
  const fill = (
    area: { x: number; y: number; width: number; height: number },
    value: number,
  ): void => {
    const left = Math.round(area.x * width);
    const right = Math.round((area.x + area.width) * width);
    const bottom = Math.round((area.y + area.height) * height);
    for (let y = Math.round(area.y * height); y < bottom; y++) {
      luma.fill(value, y * width + left, y * width + right);
    }
  };
  const cells = counterToCells(number);
  cells.forEach((lit, cell) => {
    fill({ ...counterBand, x: cell / cells.length, width: 1 / cells.length }, lit ? 235 : 16);
  });
  fill(flashPatch, isFlashAt(Math.round((number * 1e6) / fps)) ? 235 : 16);
  return Buffer.concat([luma, Buffer.alloc((width * height) / 2, 128)]);
}

/** The test pattern's sound from `firstSample` on: mono float. */
export function patternSound(
  firstSample: number,
  count: number,
  delayMs: number,
): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: count }, (_, index) => {
    const timeUs = ((firstSample + index) / sampleRate) * 1e6 - delayMs * 1000;
    return timeUs >= 0 && isFlashAt(timeUs)
      ? toneAmplitude * Math.sin((2 * Math.PI * toneHz * timeUs) / 1e6)
      : 0;
  });
}

function sound(firstSample: number, delayMs: number): Frame {
  return Frame.fromAudioBuffer(Buffer.from(patternSound(firstSample, aacFrame, delayMs).buffer), {
    nbSamples: aacFrame,
    format: AV_SAMPLE_FMT_FLTP,
    sampleRate,
    channelLayout: { nbChannels: 1, order: AV_CHANNEL_ORDER_NATIVE, mask: 4n },
    timeBase: { num: 1, den: sampleRate },
    pts: BigInt(firstSample),
  });
}
