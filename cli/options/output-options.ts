import { z } from 'zod';
import { outputSettingsSchema, type OutputSettings } from '#shared/model/settings.ts';
import { CommandError } from '../exit-codes.ts';

/** As commander hands them over: text, or left out. */
export interface OutputArguments {
  readonly size?: string | undefined;
  readonly fps?: string | undefined;
  readonly videoBitrate?: string | undefined;
  readonly audioBitrate?: string | undefined;
  readonly codec?: string | undefined;
  readonly keyframeInterval?: string | undefined;
}

const optionOf: Readonly<Record<string, string>> = {
  width: '--size',
  height: '--size',
  fps: '--fps',
  videoBitrateKbps: '--video-bitrate',
  audioBitrateKbps: '--audio-bitrate',
  videoCodec: '--codec',
  keyframeIntervalS: '--keyframe-interval',
};

/** Checks the options against the schema of the settings. Throws `CommandError` naming the option. */
export function parseOutput(raw: OutputArguments): OutputSettings {
  const size = raw.size === undefined ? undefined : /^(\d{1,5})x(\d{1,5})$/i.exec(raw.size);
  if (size === null)
    throw CommandError.badInput(`--size ${raw.size}: expected WIDTHxHEIGHT, e.g. 1920x1080`);
  const given = {
    width: number(size?.[1]),
    height: number(size?.[2]),
    fps: number(raw.fps),
    videoBitrateKbps: number(raw.videoBitrate),
    audioBitrateKbps: number(raw.audioBitrate),
    videoCodec: raw.codec,
    keyframeIntervalS: number(raw.keyframeInterval),
  };
  const result = outputSettingsSchema.safeParse(given);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const option = optionOf[String(issue?.path[0])] ?? 'output';
  throw CommandError.badInput(`${option}: ${issue?.message ?? z.prettifyError(result.error)}`);
}

function number(text: string | undefined): number | undefined {
  return text === undefined ? undefined : text.trim() === '' ? NaN : Number(text);
}
