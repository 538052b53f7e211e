import type { EncoderCapability } from '#shared/contract/producer.ts';
import { videoCodecs, type VideoCodec } from '#shared/model/packet.ts';
import type { SelectOption } from '../../ui/select.tsx';
import { text } from '../text.ts';

/** The codecs that this machine encodes and where; the chosen one is always among them. */
export function codecOptions(
  encoders: readonly EncoderCapability[] | null,
  chosen: VideoCodec,
): SelectOption<VideoCodec>[] {
  return videoCodecs.flatMap((codec) => {
    const own = encoders?.filter((encoder) => encoder.codec === codec) ?? [];
    if (own.length === 0 && codec !== chosen) return [];
    const name = text(`codec.${codec}`);
    const where = encoders && whereWords(new Set(own.map(({ acceleration }) => acceleration)));
    const words = where === null ? name : text('output.codecOption', { codec: name, where });
    return [{ id: codec, text: words }];
  });
}

function whereWords(accelerations: ReadonlySet<EncoderCapability['acceleration']>): string {
  const isHardware = accelerations.has('hardware');
  const isSoftware = accelerations.has('software');
  if (isHardware && isSoftware) return text('output.both');
  if (isHardware) return text('output.hardware');
  return text(isSoftware ? 'output.software' : 'output.notHere');
}

/** Usual sizes; anything else is typed. */
export const usualSizes = [
  { width: 3840, height: 2160 },
  { width: 2560, height: 1440 },
  { width: 1920, height: 1080 },
  { width: 1600, height: 900 },
  { width: 1280, height: 720 },
  { width: 854, height: 480 },
  { width: 1080, height: 1920 },
] as const;

export const sizeId = ({ width, height }: { readonly width: number; readonly height: number }) =>
  `${width}×${height}`;
