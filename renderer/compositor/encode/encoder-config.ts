import type { OutputSettings } from '#shared/model/settings.ts';
import { codecStrings } from './codec-string.ts';

/** What `VideoEncoder.configure` gets for these settings at this acceleration. */
export function encoderConfig(
  output: OutputSettings,
  bitrateKbps: number,
  acceleration: 'hardware' | 'software',
): VideoEncoderConfig {
  const { width, height, fps, videoCodec, videoBitrateKbps } = output;
  return {
    // By the settings' bitrate: a controller that lowers it must not change the level.
    codec: codecStrings[videoCodec]({
      size: { width, height },
      fps,
      bitrateKbps: Math.max(bitrateKbps, videoBitrateKbps),
    }),
    width,
    height,
    framerate: fps,
    bitrate: bitrateKbps * 1000,
    // Ingests want a steady rate.
    bitrateMode: 'constant',
    // `realtime` may leave out frames to hold the rate; here they are left out only where it is counted.
    latencyMode: 'quality',
    hardwareAcceleration: acceleration === 'hardware' ? 'prefer-hardware' : 'prefer-software',
    ...(videoCodec === 'h264' ? { avc: { format: 'avc' as const } } : {}),
    ...(videoCodec === 'hevc' ? { hevc: { format: 'hevc' as const } } : {}),
  };
}

/** What to try, best first. */
export function accelerationsOf(encoder: OutputSettings['encoder']): ('hardware' | 'software')[] {
  return { auto: ['hardware', 'software'], hardware: ['hardware'], software: ['software'] }[
    encoder
  ] as ('hardware' | 'software')[];
}
