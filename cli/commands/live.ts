import { writeFile } from 'node:fs/promises';
import { ReportRecorder } from '#core/report/report-recorder.ts';
import type { Clock } from '#shared/lib/clock.ts';
import { ClosableStack } from '#shared/lib/closable.ts';
import { Secret } from '#shared/lib/secret.ts';
import type { HealthSample } from '#shared/model/broadcast.ts';
import type { Scene, SceneCollection } from '#shared/model/scene-collection.ts';
import { demoCollectionFile } from '../demo-collection.ts';
import { CommandError, exitCodes, type ExitCode } from '../exit-codes.ts';
import type { HeadlessHost, HeadlessHostOptions } from '../headless-host.ts';
import { goLive } from '../live/go-live.ts';
import { healthLine } from '../live/health-line.ts';
import { LiveOutput, type Terminal } from '../live/output.ts';
import { summaryLines } from '../live/summary-lines.ts';
import { problemAtEnd, watchForFailure } from '../live/outcome.ts';
import { loadCollection } from '../load-collection.ts';
import type { DestinationOption, KeyReaders } from '../options/destinations.ts';
import { parseLiveOptions, type LiveArguments, type LiveOptions } from '../options/live-options.ts';

export interface LiveDependencies {
  readonly terminal: Terminal;
  readonly clock: Clock;
  readonly keys: KeyReaders;
  /** Aborts when the broadcast is to end: Ctrl-C, or the launcher is gone. */
  readonly stop: AbortSignal;
  startHost(options: HeadlessHostOptions): Promise<HeadlessHost>;
  /** The built-in channel, for a broadcast that names no destination. */
  startOrigin(streamKey: Secret): Promise<{
    readonly rtmpUrl: string;
    readonly watchUrl: string;
    close(): Promise<void>;
  }>;
  newStreamKey(): string;
}

/** `tallylight live`: goes live with a collection until told to stop. Throws `CommandError`. */
export async function live(raw: LiveArguments, dependencies: LiveDependencies): Promise<ExitCode> {
  const { terminal, clock, stop } = dependencies;
  const options = parseLiveOptions(raw, dependencies.keys);
  const collectionFile = options.collectionFile ?? demoCollectionFile;
  const collection = await loadCollection(collectionFile);
  const scene = findScene(collection, options.scene);
  const output = new LiveOutput(terminal, options.json);
  const owned = new ClosableStack();
  try {
    const destinations =
      options.destinations.length > 0 || options.recording
        ? options.destinations
        : [await openOrigin(owned, output, dependencies)];
    const host = owned.add(await dependencies.startHost({ collectionFile, collection, clock }));
    const { broadcast } = host;
    await host.collection.apply({ command: { kind: 'set-program-scene', sceneId: scene.id } });
    await goLive(host, { ...options, destinations }, { clock, stop });
    const report = owned.add(
      new ReportRecorder({
        onDidSample: broadcast.onDidSample,
        nameOf: (id) => destinations[Number(id.replace('to-', '')) - 1]?.url ?? id,
        clock,
      }),
    );
    const to = [
      ...destinations.map(({ url }) => url),
      ...(options.recording ? [options.recording.file] : []),
    ];
    output.line(liveLine(collection.name, scene.name, options, to), {
      kind: 'live',
      ...{ collection: collection.name, scene: scene.name, output: options.output, to },
    });
    const lines = owned.add(printHealth(broadcast, output, clock));
    const failure = await watchForFailure(broadcast, { clock, stop, forMs: options.forMs });
    const problem = failure ?? problemAtEnd(await broadcast.getStatus());
    const { summary, ...rest } = report.finish();
    await lines.close();
    if (options.recording) await broadcast.stopRecording().catch(() => undefined);
    if (destinations.length > 0) await broadcast.stop();
    if (options.reportFile) {
      await writeFile(options.reportFile, `${JSON.stringify({ summary, ...rest }, null, 2)}\n`);
    }
    output.line(summaryLines(summary).join('\n'), { kind: 'summary', ...summary });
    if (problem === null) return exitCodes.fine;
    throw new CommandError(exitCodes.endedWithFailure, problem);
  } finally {
    await owned.close();
  }
}

async function openOrigin(
  owned: ClosableStack,
  output: LiveOutput,
  { newStreamKey, startOrigin }: LiveDependencies,
): Promise<DestinationOption> {
  const key = new Secret(newStreamKey());
  const { rtmpUrl, watchUrl } = owned.add(await startOrigin(key));
  output.line(`Watch: ${watchUrl}`, { kind: 'origin', watchUrl });
  return { url: rtmpUrl, key };
}

function printHealth(
  broadcast: HeadlessHost['broadcast'],
  output: LiveOutput,
  clock: Clock,
): { close(): unknown } {
  const startedAtMs = clock.wallMs();
  let previous: HealthSample | undefined;
  return broadcast.onDidSample((sample) => {
    output.status(healthLine(sample, previous, startedAtMs), { kind: 'sample', ...sample });
    previous = sample;
  });
}

function liveLine(
  collection: string,
  scene: string,
  { output }: LiveOptions,
  to: readonly string[],
): string {
  const { width, height, fps, videoCodec, videoBitrateKbps } = output;
  return `Live: "${collection}", scene "${scene}", ${width}x${height} at ${fps} fps, ${videoCodec} ${videoBitrateKbps} kb/s, to ${to.join(' and ')}`;
}

function findScene({ scenes, programSceneId }: SceneCollection, wanted: string | null): Scene {
  const scene =
    scenes.find(({ name }) => name === wanted) ??
    scenes.find(({ id }) => id === (wanted ?? programSceneId));
  if (scene) return scene;
  const names = scenes.map(({ name }) => `"${name}"`).join(', ');
  throw CommandError.badInput(
    `--scene ${String(wanted)}: there is no such scene; there are ${names}`,
  );
}
