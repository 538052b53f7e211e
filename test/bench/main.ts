import { Command, InvalidArgumentError } from 'commander';
import { buildRendererIfStale } from '#scripts/build-renderer.ts';
import { runSkewBench } from './skew.ts';
import { contenderNames, runProgramBench, type ContenderName } from './program.ts';

/** `npm run bench -- program | skew | compositor`. */
function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('expected a number above 0');
  return value;
}

const command = new Command('bench');
command
  .command('program')
  .description('The whole program against FFmpeg and OBS: frames delivered, CPU, memory')
  .option('--seconds <n>', 'how long each one runs', positive, 60)
  .option('--only <name>', `one of ${contenderNames.join(', ')}`, (text): ContenderName => {
    const name = contenderNames.find((candidate) => candidate === text);
    if (!name) throw new InvalidArgumentError(`expected one of ${contenderNames.join(', ')}`);
    return name;
  })
  .option('--json <file>', 'also write the figures here')
  .action(async (options: { seconds: number; only?: ContenderName; json?: string }) => {
    await buildRendererIfStale();
    await runProgramBench(options);
  });
command
  .command('skew')
  .description('Audio/video skew of the test pattern in a recording and at nginx-rtmp')
  .option('--seconds <n>', 'how long it is live', positive, 300)
  .action(async (options: { seconds: number }) => {
    await buildRendererIfStale();
    await runSkewBench(options);
  });
command
  .command('compositor')
  .description('Milliseconds a frame of each compositor back end')
  .allowUnknownOption()
  .allowExcessArguments()
  .action(async () => {
    // A script of its own, run by being imported.
    await import('./compositor.ts');
  });
await command.parseAsync();
