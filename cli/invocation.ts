import { once } from 'node:events';

/** How the command line was called. Keys are in `environment` alone, no longer in `process.env`. */
export interface Invocation {
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Aborts when the launcher that started this process is gone. */
  readonly orphaned: AbortSignal;
}

/** The environment variable with the stream key of destinations that name none of their own. */
export const streamKeyVariable = 'TALLYLIGHT_STREAM_KEY';

/**
 * Takes the arguments, and the stream keys out of the environment, so that neither a process list
 * nor a child shows them. Arguments come over a pipe where bin/tallylight.mjs started this process.
 */
export async function takeInvocation(): Promise<Invocation> {
  const orphaned = new AbortController();
  let args: readonly string[] = process.argv.slice(2);
  let secrets: Record<string, string> = {};
  if (process.env.TALLYLIGHT_LAUNCHED && process.channel) {
    const [message] = (await once(process, 'message')) as [
      { args: string[]; secrets: Record<string, string> },
    ];
    ({ args, secrets } = message);
    process.on('disconnect', () => {
      orphaned.abort();
    });
    process.channel.unref();
  }
  delete process.env.TALLYLIGHT_LAUNCHED;
  const environment = { ...process.env, ...secrets };
  for (const name of [streamKeyVariable, ...namedVariables(args)]) {
    Reflect.deleteProperty(process.env, name);
  }
  // Overwrites the arguments where the system keeps them.
  process.title = 'tallylight';
  return { args, environment, orphaned: orphaned.signal };
}

function namedVariables(args: readonly string[]): string[] {
  return args.flatMap((arg, index) => {
    if (arg === '--key-env') return args[index + 1] ?? [];
    return arg.startsWith('--key-env=') ? arg.slice('--key-env='.length) : [];
  });
}
