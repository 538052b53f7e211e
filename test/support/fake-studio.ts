import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCore, type Core, type CoreOptions } from '#core/core.ts';
import { createLogger } from '#core/log/logger.ts';
import { MemoryVault } from '#core/vault/memory-vault.ts';
import { FakeClock } from './fake-clock.ts';
import { FakeEngineLauncher } from './fake-engine.ts';

/** A whole core with real files in a folder of its own; engine, clock and vault are fakes. */
export interface FakeStudio {
  readonly core: Core;
  readonly clock: FakeClock;
  readonly engines: FakeEngineLauncher;
  readonly vault: MemoryVault;
  readonly folder: string;
  /** Every line that was logged, as text. */
  readonly log: string[];
  close(): Promise<void>;
}

export async function openFakeStudio(more: Partial<CoreOptions> = {}): Promise<FakeStudio> {
  const folder = await mkdtemp(join(tmpdir(), 'fake-studio-'));
  const clock = new FakeClock();
  const engines = new FakeEngineLauncher();
  const vault = new MemoryVault();
  const log: string[] = [];
  const core = await createCore({
    dataFolder: join(folder, 'data'),
    videosFolder: join(folder, 'videos'),
    vault,
    engineLauncher: engines,
    hostInfo: {
      kind: 'headless',
      platform: 'linux',
      browserPages: { available: false, notice: 'none here' },
      systemAudio: false,
      version: '0.0.0',
    },
    usage: { sample: () => Promise.resolve({ cpuCores: 0.5, memoryMb: 200 }) },
    clock,
    logger: createLogger({ level: 'debug', write: (line) => log.push(line) }),
    ...more,
  });
  return {
    core,
    clock,
    engines,
    vault,
    folder,
    log,
    close: async () => {
      const closing = core.close();
      // Ends what still hangs in a fake.
      await clock.advance(120_000);
      await closing;
      await rm(folder, { recursive: true });
    },
  };
}
