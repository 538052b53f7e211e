import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { startLocalOrigin } from '#origin/local-origin.ts';
import { systemClock } from '#shared/lib/clock.ts';
import { check } from './commands/check.ts';
import { listDevices, listEncoders } from './commands/capabilities.ts';
import { live, type LiveDependencies } from './commands/live.ts';
import { CommandError, exitCodes, type ExitCode } from './exit-codes.ts';
import { startHeadlessHost } from './headless-host.ts';
import type { Invocation } from './invocation.ts';
import { processTerminal } from './live/output.ts';
import { runProgram } from './program.ts';
import { stopSignal } from './stop-signal.ts';

export interface CommandLineOptions extends Invocation {
  /** Default: the real one. */
  readonly startHost?: LiveDependencies['startHost'];
}

/** Runs `tallylight` with the real host, origin, terminal and signals. Never throws. */
export async function runCommandLine({
  args,
  environment,
  orphaned,
  startHost = startHeadlessHost,
}: CommandLineOptions): Promise<ExitCode> {
  const terminal = processTerminal;
  const shared = { terminal, clock: systemClock, stop: stopSignal(orphaned), startHost };
  try {
    return await runProgram(
      args,
      {
        check: (file, options) => check(file, options, terminal),
        devices: (options) => listDevices(options, shared),
        encoders: (options) => listEncoders(options, shared),
        live: (options) =>
          live(options, {
            ...shared,
            keys: { environment, readFile: (file) => readFileSync(file, 'utf8') },
            startOrigin: (streamKey) => startLocalOrigin({ streamKey }),
            newStreamKey: () => randomBytes(16).toString('base64url'),
          }),
      },
      terminal,
    );
  } catch (error) {
    terminal.writeError(`tallylight: ${messageOf(error)}\n`);
    return error instanceof CommandError ? error.exitCode : exitCodes.endedWithFailure;
  }
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error instanceof CommandError ? error.message : (error.stack ?? error.message);
}
