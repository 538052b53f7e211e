import { execFile } from 'node:child_process';
import { access, mkdtemp, readdir, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { BrowserPages } from '#core/browser-pages/browser-pages.ts';
import { createCore, type CoreServices } from '#core/core.ts';
import { childProcessLauncher } from '#core/engine-supervisor/child-process-launcher.ts';
import { ProcessTree } from '#core/health/process-tree.ts';
import { createLogger } from '#core/log/logger.ts';
import { MemoryVault } from '#core/vault/memory-vault.ts';
import type { EncoderCapability, MediaDevice } from '#shared/contract/producer.ts';
import { ClosableStack, type Closable } from '#shared/lib/closable.ts';
import type { Clock } from '#shared/lib/clock.ts';
import type { Logger } from '#shared/lib/logger.ts';
import type { SceneCollection } from '#shared/model/scene-collection.ts';
import { findBrowser } from '#web/find-browser.ts';
import { ChromiumPageRenderer } from '#web/page-renderer.ts';
import { startWebHost } from '#web/web-host.ts';
import { chooseChromium } from './chromium/choose-chromium.ts';
import { mayHaveGpu, planLaunch, readExtraFlags } from './chromium/launch-plan.ts';
import { canSandbox } from './chromium/sandbox.ts';
import { CommandError } from './exit-codes.ts';
import { HeadlessBrowser } from './headless-browser.ts';

export interface HeadlessHostOptions {
  /** Null: an empty collection. */
  readonly collectionFile: string | null;
  /** What is in that file. */
  readonly collection: SceneCollection;
  readonly clock: Clock;
}

/** Core, engine, web host and the browser that makes the picture, in one. */
export interface HeadlessHost extends Closable {
  readonly broadcast: CoreServices['broadcast'];
  readonly collection: CoreServices['collection'];
  readonly settings: CoreServices['settings'];
  listDevices(): Promise<MediaDevice[]>;
  /** What the page and the engine can encode with. */
  listEncoders(): Promise<EncoderCapability[]>;
  /** Opens the studio on this program, once. */
  newStudioUrl(): string;
  /** Browser, then web host, then core and engine. */
  close(): Promise<void>;
}

const file = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));
const rendererFolder = file('out/renderer');

/** Throws `CommandError` (could not go live) where there is no browser or no built renderer. */
export async function startHeadlessHost({
  collectionFile,
  collection,
  clock,
}: HeadlessHostOptions): Promise<HeadlessHost> {
  const logger = commandLogger();
  const plan = planLaunch(
    collection,
    readExtraFlags(process.env.TALLYLIGHT_BROWSER_FLAGS),
    mayHaveGpu(process.platform, await readdir('/dev/dri').catch(() => [])),
  );
  const chromium = await chooseChromium(plan.headed);
  await requireRenderer();
  const owned = new ClosableStack();
  try {
    const dataFolder = await mkdtemp(join(tmpdir(), 'tallylight-'));
    owned.defer(() => rm(dataFolder, { recursive: true, force: true }));
    const pageRenderer = owned.add(
      new ChromiumPageRenderer({
        browserPath: await findBrowser(),
        browserArgs: canSandbox() ? [] : ['--no-sandbox'],
        clock,
        onProblem: (message) => {
          logger.warn(message);
        },
      }),
    );
    const core = owned.add(
      await createCore({
        dataFolder,
        ...(collectionFile !== null && {
          collectionFile: resolve(collectionFile),
          mode: 'read-only' as const,
        }),
        videosFolder: join(homedir(), 'Videos'),
        // Keys are given anew at each start and belong to nobody else.
        vault: new MemoryVault(),
        engineLauncher: childProcessLauncher({ modulePath: file('engine/main.ts'), logger }),
        hostInfo: {
          kind: 'headless',
          platform: platform(),
          browserPages: pageRenderer.availability,
          systemAudio: false,
          version: '0.1.0',
        },
        usage: new ProcessTree({ rootPids: () => [process.pid], clock }),
        clock,
        logger,
      }),
    );
    const pages = owned.add(new BrowserPages(pageRenderer));
    pages.update(core.sources);
    owned.add(
      core.onDidChangeSources((sources) => {
        pages.update(sources);
      }),
    );
    const web = owned.add(
      await startWebHost({
        core,
        engine: core.engine,
        logger,
        rendererFolder,
        pageFrames: pages,
        clock,
      }),
    );
    const newAddress = (): string => web.newUrl('/headless.html');
    owned.add(await HeadlessBrowser.open({ chromium, plan, newAddress, clock, logger }));
    const { broadcast, settings, collection: document } = core.services;
    return {
      broadcast,
      settings,
      collection: document,
      listDevices: async () => (await core.producer?.listDevices()) ?? [],
      listEncoders: async () => [
        ...((await core.producer?.probeEncoders()) ?? []),
        ...((await core.engine.engine?.listEncoders()) ?? []),
      ],
      newStudioUrl: () => web.newUrl('/'),
      close: () => owned.close(),
    };
  } catch (error) {
    await owned.close();
    throw error;
  }
}

/** Warnings go to standard error as JSON lines; more with TALLYLIGHT_LOG=info or debug. */
function commandLogger(): Logger {
  const wanted = process.env.TALLYLIGHT_LOG;
  const level = wanted === 'debug' || wanted === 'info' || wanted === 'error' ? wanted : 'warn';
  return createLogger({ write: (line) => process.stderr.write(line), level });
}

function platform(): 'linux' | 'darwin' | 'win32' {
  return process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux';
}

/** A fresh checkout builds it; an installed program has it. */
async function requireRenderer(): Promise<void> {
  const page = join(rendererFolder, 'headless.html');
  if (await exists(page)) return;
  const build = file('scripts/build-renderer.ts');
  if (await exists(build)) {
    process.stderr.write('Building the page that makes the picture, once ...\n');
    await promisify(execFile)(process.execPath, [build]).catch((cause: unknown) => {
      throw CommandError.couldNotGoLive(
        'the renderer does not build; see `npm run build:web`',
        cause,
      );
    });
  }
  if (await exists(page)) return;
  throw CommandError.couldNotGoLive('the renderer is not built; `npm run build:web` builds it');
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
