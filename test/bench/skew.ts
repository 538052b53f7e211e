import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli, writeCollection } from '../e2e/live-cli-support.ts';
import { analyseProgram } from '../support/measure/analyse-program.ts';
import { startNginxRtmp } from '../support/rtmp-peer-servers.ts';

const size = '1280x720';

/**
 * Goes live with the test pattern to nginx-rtmp and records beside it, then measures both files: the
 * audio/video skew of each full second, lost and doubled pictures, and the order of timestamps.
 */
export async function runSkewBench({ seconds }: { readonly seconds: number }): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'tallylight-skew-'));
  const server = await startNginxRtmp();
  try {
    const collection = await writeCollection(join(folder, 'pattern.tallylight.json'), [
      { source: { kind: 'test-pattern', width: 1280, height: 720 } },
    ]);
    const recorded = join(folder, 'recorded.mp4');
    const run = runCli(
      [
        ...['live', '--collection', collection, '--size', size, '--for', `${seconds}s`],
        ...['--to', `rtmp://127.0.0.1:${server.port}/live/skew`, '--record', recorded],
      ],
      folder,
    );
    const code = await run.ended;
    console.log(run.text().trimEnd());
    if (code !== 0) throw new Error(`tallylight live ended with ${String(code)}`);
    const [stored] = server.recordings();
    if (!stored) throw new Error('nginx-rtmp stored nothing');
    const rows = {
      recording: await analyseProgram(recorded),
      server: await analyseProgram(stored),
    };
    console.table(
      Object.fromEntries(
        Object.entries(rows).map(([name, { frames, skew, backwardTimestamps, soundGaps }]) => [
          name,
          {
            'full seconds': skew.count,
            'skew p50 ms': skew.p50Ms.toFixed(2),
            'p95 ms': skew.p95Ms.toFixed(2),
            'max ms': skew.maxMs.toFixed(2),
            frames: `${frames.arrived} of ${frames.expected}`,
            'out of order': frames.outOfOrder,
            'backward timestamps': backwardTimestamps.video + backwardTimestamps.audio,
            'sound gaps': soundGaps,
          },
        ]),
      ),
    );
  } finally {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
}
