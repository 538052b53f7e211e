import { extname, resolve } from 'node:path';
import type { OutputSettings, RecordingSettings } from '#shared/model/settings.ts';
import { CommandError } from '../exit-codes.ts';
import {
  parseDestination,
  type DestinationArgument,
  type DestinationOption,
  type KeyReaders,
} from './destinations.ts';
import { parseDurationMs } from './duration.ts';
import { parseOutput, type OutputArguments } from './output-options.ts';

/** As commander hands them over. */
export interface LiveArguments extends OutputArguments {
  readonly collection?: string | undefined;
  readonly scene?: string | undefined;
  readonly to?: readonly DestinationArgument[] | undefined;
  readonly record?: string | undefined;
  readonly for?: string | undefined;
  readonly report?: string | undefined;
  readonly json?: boolean | undefined;
}

export interface LiveOptions {
  /** Null: the demo. */
  readonly collectionFile: string | null;
  /** Name or id; null: the collection's own. */
  readonly scene: string | null;
  readonly destinations: readonly DestinationOption[];
  readonly recording: {
    readonly file: string;
    readonly container: RecordingSettings['container'];
  } | null;
  readonly output: OutputSettings;
  readonly forMs: number | null;
  readonly reportFile: string | null;
  readonly json: boolean;
}

const containers: Readonly<Record<string, RecordingSettings['container']>> = {
  '.mp4': 'mp4',
  '.mkv': 'mkv',
};

/** Throws `CommandError` naming the option. */
export function parseLiveOptions(raw: LiveArguments, readers: KeyReaders): LiveOptions {
  return {
    collectionFile: raw.collection ?? null,
    scene: raw.scene ?? null,
    destinations: (raw.to ?? []).map((destination) => parseDestination(destination, readers)),
    recording: raw.record === undefined ? null : parseRecording(raw.record),
    output: parseOutput(raw),
    forMs: raw.for === undefined ? null : parseDurationMs(raw.for),
    reportFile: raw.report === undefined ? null : resolve(raw.report),
    json: raw.json ?? false,
  };
}

function parseRecording(file: string): NonNullable<LiveOptions['recording']> {
  const container = containers[extname(file).toLowerCase()];
  if (!container)
    throw CommandError.badInput(`--record ${file}: expected a name ending in .mp4 or .mkv`);
  return { file: resolve(file), container };
}
