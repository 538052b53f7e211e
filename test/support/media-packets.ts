import { spawnSync } from 'node:child_process';
import type { VideoFormat, VideoPacket } from '#shared/model/packet.ts';
import { frameTimestampUs } from '#shared/model/program-clock.ts';
import {
  counterBand,
  counterCells,
  counterToCells,
  flashPatch,
  isFlashAt,
} from '#shared/model/test-pattern.ts';

export interface H264ClipOptions {
  /** Default 320. */
  readonly width?: number;
  /** Default 180. */
  readonly height?: number;
  /** Default 30. */
  readonly fps?: number;
  readonly frameCount: number;
  /** Frames from key to key, default 30. */
  readonly keyframeInterval?: number;
  /** The first frame's number on the program clock, default 0. */
  readonly firstFrameNumber?: number;
  /** Default 400. */
  readonly bitrateKbps?: number;
}

export interface H264Clip {
  readonly format: VideoFormat;
  readonly packets: readonly VideoPacket[];
}

/**
 * Real H.264 as the page sends it: length-prefixed access units with an avcC, one a frame, no B
 * frames, BT.709; the picture is the test pattern's counter and flash. Needs Debian's `ffmpeg`: the
 * libx264 inside node-av 6.1.1 crashes its process on Linux as soon as it is opened.
 */
export function makeH264Clip({
  width = 320,
  height = 180,
  fps = 30,
  frameCount,
  keyframeInterval = 30,
  firstFrameNumber = 0,
  bitrateKbps = 400,
}: H264ClipOptions): H264Clip {
  const pictures = Array.from({ length: frameCount }, (_, index) =>
    drawTestPattern(
      width,
      height,
      firstFrameNumber + index,
      frameTimestampUs(firstFrameNumber + index, fps),
    ),
  );
  const colour = 'colorprim=bt709:transfer=bt709:colormatrix=bt709:fullrange=off';
  const ffmpeg = spawnSync(
    'ffmpeg',
    [
      ...['-v', 'error', '-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-s', `${width}x${height}`],
      ...['-r', String(fps), '-i', '-', '-c:v', 'libx264', '-preset', 'ultrafast'],
      ...['-tune', 'zerolatency', '-b:v', `${bitrateKbps}k`, '-g', String(keyframeInterval)],
      ...['-keyint_min', String(keyframeInterval), '-sc_threshold', '0', '-bf', '0'],
      ...['-x264-params', `aud=1:repeat-headers=1:${colour}`, '-f', 'h264', '-'],
    ],
    { input: Buffer.concat(pictures), maxBuffer: 1 << 30 },
  );
  if (ffmpeg.status !== 0) throw new Error(`ffmpeg: ${ffmpeg.stderr?.toString() ?? 'not found'}`);

  const accessUnits = splitAccessUnits(ffmpeg.stdout);
  const first = accessUnits[0] ?? [];
  const parameterSets = [nalType.sps, nalType.pps].map((type) =>
    first.find((unit) => typeOf(unit) === type),
  );
  const [sps, pps] = parameterSets;
  if (accessUnits.length !== frameCount || !sps || !pps)
    throw new Error('ffmpeg made no such clip');
  const codecString = `avc1.${Buffer.from(sps.subarray(1, 4)).toString('hex')}`;
  return {
    format: {
      codec: 'h264',
      codecString,
      width,
      height,
      fps,
      bitrateKbps,
      description: makeAvcC(sps, pps),
    },
    packets: accessUnits.map((units, index) => {
      const timestampUs = frameTimestampUs(firstFrameNumber + index, fps);
      const slices = units.filter((unit) => typeOf(unit) <= nalType.idr);
      return {
        kind: 'video',
        rendition: 0,
        isKey: slices.some((unit) => typeOf(unit) === nalType.idr),
        timestampUs,
        durationUs: frameTimestampUs(firstFrameNumber + index + 1, fps) - timestampUs,
        data: prefixLengths(slices),
      };
    }),
  };
}

const nalType = { idr: 5, sps: 7, pps: 8, accessUnitDelimiter: 9 } as const;

function typeOf(unit: Uint8Array): number {
  return (unit[0] ?? 0) & 0x1f;
}

/** AVCDecoderConfigurationRecord (ISO 14496-15, 5.3.3.1) for profiles without chroma fields. */
function makeAvcC(sps: Uint8Array, pps: Uint8Array): Uint8Array {
  const record = [1, sps[1] ?? 0, sps[2] ?? 0, sps[3] ?? 0, 0xff, 0xe1];
  record.push(
    sps.length >> 8,
    sps.length & 0xff,
    ...sps,
    1,
    pps.length >> 8,
    pps.length & 0xff,
    ...pps,
  );
  return Uint8Array.from(record);
}

function splitAccessUnits(annexB: Uint8Array): Uint8Array[][] {
  const accessUnits: Uint8Array[][] = [];
  for (const unit of splitAnnexB(annexB)) {
    if (typeOf(unit) === nalType.accessUnitDelimiter) accessUnits.push([]);
    else accessUnits.at(-1)?.push(unit);
  }
  return accessUnits;
}

/** NAL units between start codes (ITU-T H.264, annex B). */
export function splitAnnexB(annexB: Uint8Array): Uint8Array[] {
  const starts: { code: number; unit: number }[] = [];
  for (let at = 0; at + 2 < annexB.length; at += 1) {
    if (annexB[at] !== 0 || annexB[at + 1] !== 0 || annexB[at + 2] !== 1) continue;
    starts.push({ code: at > 0 && annexB[at - 1] === 0 ? at - 1 : at, unit: at + 3 });
  }
  return starts.map(({ unit }, index) =>
    annexB.subarray(unit, starts[index + 1]?.code ?? annexB.length),
  );
}

/** Four-byte lengths before NAL units (ISO 14496-15). */
export function prefixLengths(units: readonly Uint8Array[]): Uint8Array {
  const prefixed = new Uint8Array(units.reduce((sum, unit) => sum + 4 + unit.length, 0));
  const view = new DataView(prefixed.buffer);
  let offset = 0;
  for (const unit of units) {
    view.setUint32(offset, unit.length);
    prefixed.set(unit, offset + 4);
    offset += 4 + unit.length;
  }
  return prefixed;
}

/** One I420 picture of the test pattern. */
export function drawTestPattern(
  width: number,
  height: number,
  frameNumber: number,
  timestampUs: number,
): Buffer {
  const lumaBytes = width * height;
  const picture = Buffer.alloc(lumaBytes + 2 * Math.ceil(width / 2) * Math.ceil(height / 2), 128);
  picture.fill(60, 0, lumaBytes);
  const fill = (x0: number, x1: number, y0: number, y1: number, luma: number): void => {
    for (let y = Math.round(y0 * height); y < Math.round(y1 * height); y += 1) {
      picture.fill(luma, y * width + Math.round(x0 * width), y * width + Math.round(x1 * width));
    }
  };
  counterToCells(frameNumber).forEach((isSet, cell) => {
    const x0 = cell / counterCells;
    fill(
      x0,
      x0 + 1 / counterCells,
      counterBand.y,
      counterBand.y + counterBand.height,
      isSet ? 235 : 16,
    );
  });
  const { x, y } = flashPatch;
  const flashLuma = isFlashAt(timestampUs) ? 235 : 16;
  fill(x, x + flashPatch.width, y, y + flashPatch.height, flashLuma);
  return picture;
}
