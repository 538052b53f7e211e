import { newCollection } from '#shared/model/new-collection.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import type { HeadlessHost } from '../headless-host.ts';
import { waitForProducer } from '../live/go-live.ts';
import type { LiveDependencies } from './live.ts';

type Dependencies = Pick<LiveDependencies, 'terminal' | 'clock' | 'stop' | 'startHost'>;

/** `tallylight devices` */
export function listDevices(
  { json }: { readonly json?: boolean },
  dependencies: Dependencies,
): Promise<ExitCode> {
  return withHost(dependencies, async (host) => {
    const devices = await host.listDevices();
    return json
      ? JSON.stringify(devices)
      : table(
          'No devices found.',
          devices.map(({ kind, label, id }) => [kind, label, id]),
        );
  });
}

/** `tallylight encoders` */
export function listEncoders(
  { json }: { readonly json?: boolean },
  dependencies: Dependencies,
): Promise<ExitCode> {
  return withHost(dependencies, async (host) => {
    const encoders = await host.listEncoders();
    return json
      ? JSON.stringify(encoders)
      : table(
          'No encoders found.',
          encoders.map(({ codec, acceleration, runsIn, codecString, ...limits }) => [
            codec,
            acceleration,
            runsIn,
            codecString,
            limits.maxWidth === null ? '' : `to ${limits.maxWidth}x${limits.maxHeight ?? '?'}`,
            limits.maxFps === null ? '' : `${limits.maxFps} fps`,
          ]),
        );
  });
}

async function withHost(
  { terminal, clock, stop, startHost }: Dependencies,
  ask: (host: HeadlessHost) => Promise<string>,
): Promise<ExitCode> {
  const host = await startHost({ collectionFile: null, collection: newCollection(), clock });
  try {
    await waitForProducer(host.broadcast, { clock, stop });
    terminal.write(`${await ask(host)}\n`);
    return exitCodes.fine;
  } finally {
    await host.close();
  }
}

/** Columns as wide as their widest cell. */
function table(none: string, rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return none;
  const widths = rows.reduce<number[]>(
    (widest, row) => row.map((cell, column) => Math.max(widest[column] ?? 0, cell.length)),
    [],
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
