import type { VideoCodec } from '#shared/model/packet.ts';
import type { Size } from '../raster/raster.ts';
import { h264Level } from './h264-level.ts';

/** What a stream must hold. */
export interface StreamShape {
  readonly size: Size;
  readonly fps: number;
  readonly bitrateKbps: number;
}

/** Samples a second and a picture, kb/s; ITU-T H.265, tables A.8 and A.9, Main tier. */
const hevcLevels = [
  [93, 33_177_600, 983_040, 10_000],
  [120, 66_846_720, 2_228_224, 12_000],
  [123, 133_693_440, 2_228_224, 20_000],
  [150, 267_386_880, 8_912_896, 25_000],
  [153, 534_773_760, 8_912_896, 40_000],
  [156, 1_069_547_520, 8_912_896, 60_000],
  [180, 1_069_547_520, 35_651_584, 60_000],
  [183, 2_139_095_040, 35_651_584, 120_000],
] as const;

/** AV1 bitstream specification, annex A.3: seq_level_idx, display rate, picture samples, kb/s of Main tier. */
const av1Levels = [
  [5, 39_938_400, 1_065_024, 10_000],
  [8, 77_856_768, 2_359_296, 12_000],
  [9, 155_713_536, 2_359_296, 20_000],
  [12, 273_715_200, 8_912_896, 30_000],
  [13, 547_430_400, 8_912_896, 40_000],
  [14, 1_094_860_800, 8_912_896, 60_000],
  [16, 1_176_502_272, 35_651_584, 60_000],
  [17, 2_189_721_600, 35_651_584, 100_000],
] as const;

/** VP9 levels of the WebM project: level × 10, luma samples a second and a picture, kb/s. */
const vp9Levels = [
  [31, 36_864_000, 983_040, 12_000],
  [40, 83_558_400, 2_228_224, 18_000],
  [41, 160_432_128, 2_228_224, 30_000],
  [50, 311_951_360, 8_912_896, 60_000],
  [51, 588_251_136, 8_912_896, 120_000],
  [52, 1_176_502_272, 8_912_896, 180_000],
  [60, 1_176_502_272, 35_651_584, 180_000],
  [61, 2_353_004_544, 35_651_584, 240_000],
] as const;

type Level = readonly [number, number, number, number];

function levelOf(levels: readonly Level[], { size, fps, bitrateKbps }: StreamShape): number {
  const samples = size.width * size.height;
  const level = levels.find(
    ([, perSecond, perPicture, kbps]) =>
      samples <= perPicture && samples * fps <= perSecond && bitrateKbps <= kbps,
  );
  return (level ?? levels[levels.length - 1])?.[0] ?? 0;
}

const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** RFC 6381 strings, by the lowest level that holds the stream. */
export const codecStrings: Record<VideoCodec, (shape: StreamShape) => string> = {
  // High profile: 8×8 transform and CABAC cost OpenH264 nothing that could be measured.
  h264: ({ size, fps, bitrateKbps }) =>
    `avc1.6400${h264Level(size, fps, bitrateKbps).toString(16).padStart(2, '0')}`,
  hevc: (shape) => `hvc1.1.6.L${levelOf(hevcLevels, shape)}.B0`,
  av1: (shape) => `av01.0.${twoDigits(levelOf(av1Levels, shape))}M.08`,
  vp9: (shape) => `vp09.00.${levelOf(vp9Levels, shape)}.08`,
  vp8: () => 'vp8',
};
