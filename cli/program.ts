import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { exitCodes, type ExitCode } from './exit-codes.ts';
import type { DestinationArgument } from './options/destinations.ts';
import type { LiveArguments } from './options/live-options.ts';
import type { Terminal } from './live/output.ts';

/** What each command does; `main.ts` gives the real ones. */
export interface Actions {
  live(options: LiveArguments): Promise<ExitCode>;
  devices(options: { readonly json?: boolean }): Promise<ExitCode>;
  encoders(options: { readonly json?: boolean }): Promise<ExitCode>;
  check(file: string, options: { readonly json?: boolean }): Promise<ExitCode>;
}

const liveHelp = `
Without --collection the demo is shown. Without --to and --record the broadcast goes to a channel
built in here, whose address is printed.

Stream keys: an address with its key is seen in this computer's process list for a moment. To avoid
that, give the address without the key, and the key by --key-env, --key-file or TALLYLIGHT_STREAM_KEY.

Exit codes: 0 fine, 2 bad usage or bad collection, 3 could not go live, 4 ended with a failure.`;

/** Parses the arguments and runs the command. Resolves with the exit code; throws `CommandError`. */
export async function runProgram(
  args: readonly string[],
  actions: Actions,
  terminal: Terminal,
): Promise<ExitCode> {
  let code: ExitCode = exitCodes.fine;
  const program = new Command('tallylight')
    .description('Compose scenes, encode once, go live, record.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        terminal.write(text);
      },
      writeErr: (text) => {
        terminal.writeError(text);
      },
    });
  addLive(program, async (options) => {
    code = await actions.live(options);
  });
  program
    .command('devices')
    .description('list cameras, microphones, screens and windows')
    .option('--json', 'as JSON')
    .action(async (options: { json?: boolean }) => {
      code = await actions.devices(options);
    });
  program
    .command('encoders')
    .description('list what this machine can encode with, and where')
    .option('--json', 'as JSON')
    .action(async (options: { json?: boolean }) => {
      code = await actions.encoders(options);
    });
  program
    .command('check')
    .description('check a scene collection without using it')
    .argument('<file>')
    .option('--json', 'as JSON')
    .action(async (file: string, options: { json?: boolean }) => {
      code = await actions.check(file, options);
    });
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? exitCodes.fine : exitCodes.badInput;
  }
  return code;
}

function addLive(program: Command, action: (options: LiveArguments) => Promise<void>): void {
  const destinations: DestinationArgument[] = [];
  const keyOf =
    (kind: 'env' | 'file') =>
    (name: string): void => {
      const last = destinations.pop();
      if (!last) throw new InvalidArgumentError('it follows the --to that it is for.');
      destinations.push({ ...last, keyFrom: { kind, name } });
    };
  program
    .command('live')
    .description('go live, record, or both, until Ctrl-C')
    .option('--collection <file>', 'the scene collection')
    .option('--scene <name>', 'the scene to show')
    .option('--to <url>', 'a destination: rtmp://host/app/key; may be given again', (url) => {
      destinations.push({ url });
    })
    .option(
      '--key-env <name>',
      'the environment variable with the key of the --to before',
      keyOf('env'),
    )
    .option('--key-file <file>', 'the file with the key of the --to before', keyOf('file'))
    .option('--record <file>', 'record to an .mp4 or .mkv file')
    .option('--size <WxH>', 'the picture, 1920x1080')
    .option('--fps <n>', 'frames a second, 30')
    .option('--video-bitrate <kb/s>', '6000')
    .option('--audio-bitrate <kb/s>', '160')
    .option('--codec <name>', 'h264, hevc, av1, vp9 or vp8; h264')
    .option('--keyframe-interval <s>', '2')
    .option('--for <duration>', 'end after 30s, 5m, 1h')
    .option('--report <file>', 'write a JSON report at the end')
    .option('--json', 'print JSON lines')
    .addHelpText('after', liveHelp)
    .action((options: Omit<LiveArguments, 'to'>) => action({ ...options, to: destinations }));
}
