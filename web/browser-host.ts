import { join } from 'node:path';
import { BrowserPages } from '#core/browser-pages/browser-pages.ts';
import { createCore } from '#core/core.ts';
import { childProcessLauncher } from '#core/engine-supervisor/child-process-launcher.ts';
import { ProcessTree } from '#core/health/process-tree.ts';
import { videosFolder } from '#core/paths.ts';
import { openVault } from '#core/vault/keyring-vault.ts';
import { ClosableStack, type Closable } from '#shared/lib/closable.ts';
import type { Clock } from '#shared/lib/clock.ts';
import type { Event } from '#shared/lib/emitter.ts';
import type { Logger } from '#shared/lib/logger.ts';
import { ChromiumPageRenderer } from './page-renderer.ts';
import { startWebHost } from './web-host.ts';

export interface BrowserHostOptions {
  /** The project's or the installed application's folder. */
  readonly root: string;
  readonly dataFolder: string;
  readonly platform: 'linux' | 'darwin' | 'win32';
  /** For browser-page sources; null where none was found. */
  readonly browserPath: string | null;
  /** Chromium's sandbox does not work for root. */
  readonly isRoot: boolean;
  readonly version: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface BrowserHost extends Closable {
  /** Opens the studio once, within ten minutes. */
  newUrl(path: string): string;
  /** Whether it is live or records. */
  readonly isActive: boolean;
  readonly onDidChangeActive: Event<boolean>;
  /** Ends what is live, then lets the pages go and frees the port. */
  close(): Promise<void>;
}

/** The studio for a browser on this machine: core, engine and pages' server. */
export async function startBrowserHost(options: BrowserHostOptions): Promise<BrowserHost> {
  const { root, dataFolder, platform, browserPath, isRoot, version, clock, logger } = options;
  const opened = new ClosableStack();
  try {
    const pageRenderer = opened.add(
      new ChromiumPageRenderer({
        browserPath,
        browserArgs: isRoot ? ['--no-sandbox'] : [],
        clock,
        onProblem: (message) => {
          logger.warn(message);
        },
      }),
    );
    const pages = opened.add(new BrowserPages(pageRenderer));
    const core = await createCore({
      dataFolder,
      videosFolder: videosFolder(),
      vault: await openVault({ logger }),
      engineLauncher: childProcessLauncher({ modulePath: join(root, 'engine', 'main.ts'), logger }),
      hostInfo: {
        kind: 'browser',
        platform,
        browserPages: pageRenderer.availability,
        systemAudio: platform === 'win32',
        version,
      },
      usage: new ProcessTree({ rootPids: () => [process.pid], clock }),
      clock,
      logger,
    });
    opened.defer(() => core.close());
    pages.update(core.sources);
    opened.add(
      core.onDidChangeSources((sources) => {
        pages.update(sources);
      }),
    );
    const host = await startWebHost({
      core,
      engine: core.engine,
      logger,
      rendererFolder: join(root, 'out', 'renderer'),
      pageFrames: pages,
      clock,
    });
    opened.add(host);
    return {
      newUrl: (path) => host.newUrl(path),
      get isActive() {
        return core.isActive;
      },
      onDidChangeActive: core.onDidChangeActive,
      close: async () => {
        try {
          // First: what is live ends while its page still makes the picture.
          await core.close();
        } finally {
          await opened.close();
        }
      },
    };
  } catch (error) {
    await opened.close();
    throw error;
  }
}
