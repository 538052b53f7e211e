import type { EncoderCapability } from '#shared/contract/producer.ts';
import { videoCodecs } from '#shared/model/packet.ts';
import { outputSettingsSchema } from '#shared/model/settings.ts';
import { encoderConfig } from './encoder-config.ts';

/** Largest first. */
const sizes = [
  { width: 3840, height: 2160 },
  { width: 2560, height: 1440 },
  { width: 1920, height: 1080 },
  { width: 1280, height: 720 },
] as const;
const rates = [60, 30] as const;

export type IsConfigSupported = (config: VideoEncoderConfig) => Promise<boolean>;

const askBrowser: IsConfigSupported = async (config) => {
  try {
    return (await VideoEncoder.isConfigSupported(config)).supported ?? false;
  } catch {
    return false;
  }
};

/** What this browser encodes: a row for each codec and acceleration that takes any of the sizes. */
export async function probeEncoders(
  isSupported: IsConfigSupported = askBrowser,
): Promise<EncoderCapability[]> {
  const rows = videoCodecs.flatMap((codec) =>
    (['hardware', 'software'] as const).map((acceleration) =>
      probe(codec, acceleration, isSupported),
    ),
  );
  return (await Promise.all(rows)).filter((row) => row !== null);
}

async function probe(
  codec: (typeof videoCodecs)[number],
  acceleration: 'hardware' | 'software',
  isSupported: IsConfigSupported,
): Promise<EncoderCapability | null> {
  for (const { width, height } of sizes) {
    for (const fps of rates) {
      const output = outputSettingsSchema.parse({ width, height, fps, videoCodec: codec });
      const config = encoderConfig(output, output.videoBitrateKbps, acceleration);
      if (!(await isSupported(config))) continue;
      return {
        codec,
        codecString: config.codec,
        acceleration,
        runsIn: 'page',
        maxWidth: width,
        maxHeight: height,
        maxFps: fps,
      };
    }
  }
  return null;
}
