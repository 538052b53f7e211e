import type { Size } from '../raster/raster.ts';

/** ITU-T H.264, table A-1: level_idc, macroblocks a second and a frame, kb/s of Main; High takes 1.25 times. */
const levels = [
  [10, 1485, 99, 64],
  [11, 3000, 396, 192],
  [12, 6000, 396, 384],
  [13, 11_880, 396, 768],
  [20, 11_880, 396, 2000],
  [21, 19_800, 792, 4000],
  [22, 20_250, 1620, 4000],
  [30, 40_500, 1620, 10_000],
  [31, 108_000, 3600, 14_000],
  [32, 216_000, 5120, 20_000],
  [40, 245_760, 8192, 20_000],
  [41, 245_760, 8192, 50_000],
  [42, 522_240, 8704, 50_000],
  [50, 589_824, 22_080, 135_000],
  [51, 983_040, 36_864, 240_000],
  [52, 2_073_600, 36_864, 240_000],
  [60, 4_177_920, 139_264, 240_000],
  [61, 8_355_840, 139_264, 480_000],
  [62, 16_711_680, 139_264, 800_000],
] as const;

/** The lowest level of High profile that holds such a stream; the highest there is if none does. */
export function h264Level({ width, height }: Size, fps: number, bitrateKbps: number): number {
  const macroblocks = Math.ceil(width / 16) * Math.ceil(height / 16);
  const level = levels.find(
    ([, perSecond, perFrame, kbps]) =>
      macroblocks <= perFrame && macroblocks * fps <= perSecond && bitrateKbps <= kbps * 1.25,
  );
  return level?.[0] ?? 62;
}
