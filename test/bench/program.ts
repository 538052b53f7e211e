import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startNginxRtmp, type NginxRtmp } from '#test/support/rtmp-peer-servers.ts';
import { isExecutable } from '#web/find-browser.ts';
import { contenderNames, contenders, type ContenderName } from './program-contenders.ts';
import { startDisplay } from './program-display.ts';
import { measureDelivery, type Delivery } from './program-delivery.ts';
import { benchMedia, type BenchMedia } from './program-media.ts';
import { program } from './program-scene.ts';
import { ProcessTree } from './process-tree.ts';

export { contenderNames, type ContenderName };

interface Figures extends Delivery {
  readonly name: ContenderName;
  /** Of the whole process tree, while it was live. */
  readonly cpuCores: number;
  readonly peakMemoryMb: number;
}

const startTimeoutMs = 60_000;
const stopTimeoutMs = 10_000;

/** Measures each contender in turn on the same scene, to the same server, and prints the ratios. */
export async function runProgramBench(options: {
  readonly seconds: number;
  readonly only?: ContenderName;
  readonly json?: string;
}): Promise<void> {
  const media = await benchMedia();
  const folder = await mkdtemp(join(tmpdir(), 'tallylight-bench-'));
  const server = await startNginxRtmp();
  const figures: Figures[] = [];
  try {
    for (const name of options.only ? [options.only] : contenderNames) {
      if (name === 'obs' && !(await isExecutable('/usr/bin/obs'))) {
        console.log('obs: not installed (Debian: obs-studio)');
        continue;
      }
      console.log(`${name}: ${options.seconds} s ...`);
      figures.push(await measure(name, media, server, folder, options.seconds));
    }
  } finally {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
  print(figures, options.seconds);
  if (options.json) {
    const machine = { cpu: cpus()[0]?.model, cores: cpus().length };
    await writeFile(
      options.json,
      `${JSON.stringify({ machine, program, seconds: options.seconds, figures }, null, 2)}\n`,
    );
  }
}

async function measure(
  name: ContenderName,
  media: BenchMedia,
  server: NginxRtmp,
  folder: string,
  seconds: number,
): Promise<Figures> {
  const { command, env, needsDisplay } = await contenders[name]({
    media,
    serverUrl: `rtmp://127.0.0.1:${server.port}/live`,
    key: name,
    seconds,
    folder,
  });
  const display = needsDisplay ? await startDisplay() : null;
  const [file, ...args] = command;
  const child = spawn(file, args, {
    env: { ...process.env, ...env, ...(display && { DISPLAY: display.name }) },
    stdio: name === 'obs' ? 'ignore' : ['ignore', 'ignore', 'inherit'],
  });
  const exited = once(child, 'exit');
  const usage = new ProcessTree(child.pid ?? 0);
  try {
    const recording = await waitForRecording(server, name, exited);
    const before = { cpuS: await usage.sample(), at: performance.now() };
    await Promise.race([delay(seconds * 1000), exited]);
    const liveS = (performance.now() - before.at) / 1000;
    const cpuCores = ((await usage.sample()) - before.cpuS) / liveS;
    const { peakMemoryMb } = usage;
    // A second more, so that the last of the measured frames is on the server.
    await Promise.race([delay(1500), exited]);
    child.kill('SIGINT');
    await Promise.race([exited, delay(stopTimeoutMs)]);
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    const delivery = await measureDelivery(recording, seconds, program.fps);
    return { name, ...delivery, cpuCores, peakMemoryMb };
  } finally {
    usage.close();
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await display?.close();
  }
}

async function waitForRecording(
  server: NginxRtmp,
  key: string,
  exited: Promise<unknown>,
): Promise<string> {
  let over = false;
  void exited.then(() => {
    over = true;
  });
  const deadline = performance.now() + startTimeoutMs;
  while (performance.now() < deadline && !over) {
    const file = server.recordings().find((name) => basename(name).startsWith(`${key}-`));
    // The header alone is 13 bytes; more means that packets came.
    if (file && (await stat(file)).size > 1000) return file;
    await delay(50);
  }
  throw new Error(`${key}: ${over ? 'ended before it was live' : 'not live after a minute'}`);
}

function print(figures: readonly Figures[], seconds: number): void {
  const ours = figures.find(({ name }) => name === 'tallylight');
  console.log(
    `\n1080p${program.fps}, three layers, ${program.videoBitrateKbps} kb/s, ${seconds} s`,
  );
  console.table(
    Object.fromEntries(
      figures.map((row) => [
        row.name,
        {
          'frames delivered': `${row.frames} of ${row.expected} (${percent(row.frames / row.expected)})`,
          // A program that cannot keep up repeats pictures, and its frame count looks whole.
          'new pictures': `${row.distinctPictures} (${percent(row.distinctPictures / row.expected)})`,
          'out of order': row.outOfOrder,
          'CPU cores': row.cpuCores.toFixed(2),
          'peak memory MB': Math.round(row.peakMemoryMb),
        },
      ]),
    ),
  );
  for (const row of figures) {
    if (!ours || row === ours) continue;
    const pictures = (ours.distinctPictures / row.distinctPictures).toFixed(2);
    const cpu = (ours.cpuCores / row.cpuCores).toFixed(2);
    console.log(
      `Tallylight against ${row.name}: ${pictures} times the pictures, ${cpu} times the CPU`,
    );
  }
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
