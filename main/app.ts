import type { BrowserWindow, WebContents } from 'electron';
import { BrowserPages } from '#core/browser-pages/browser-pages.ts';
import { PageFrameFeed } from '#core/browser-pages/page-frame-feed.ts';
import type { ServableFile } from '#core/http/file-answer.ts';
import { StaticFolder } from '#core/http/static-folder.ts';
import type { HostActions, HostInfo } from '#core/studio/studio-service.ts';
import type { Vault } from '#core/vault/vault.ts';
import { ClosableStack, type Closable } from '#shared/lib/closable.ts';
import type { Clock } from '#shared/lib/clock.ts';
import type { Event } from '#shared/lib/emitter.ts';
import type { Logger } from '#shared/lib/logger.ts';
import type { Source } from '#shared/model/source.ts';
import type { Channel } from '#shared/rpc/channel.ts';
import { messagePortChannel } from '#shared/rpc/message-port-channel.ts';
import { watchCrashes } from './crash-watch.ts';
import { DisplayCapture } from './display-capture.ts';
import type { ElectronModule } from './electron-module.ts';
import { UtilityEngineLauncher } from './engine-launcher.ts';
import { pickFile } from './file-dialog.ts';
import { LiveGuard } from './live-guard.ts';
import { setMenu } from './menu.ts';
import { denyNewContents } from './navigation.ts';
import { OffscreenPageRenderer } from './page-renderer.ts';
import { limitPermissions } from './permissions.ts';
import { quitInOrder } from './quit.ts';
import { registerScheme, serveScheme } from './scheme.ts';
import { openStudioWindow, sendPort } from './studio-window.ts';
import { openSafeStorageVault, type CipherStore } from './vault.ts';
import type { WindowStateStore } from './window-state.ts';

/** What this host needs of the core. */
export interface StudioCore extends Closable {
  readonly media: {
    resolve(sourceId: string): Promise<ServableFile | null> | ServableFile | null;
  };
  connectPage(channel: Channel): unknown;
  /** Whether it is live or records. */
  readonly isActive: boolean;
  readonly onDidChangeActive: Event<boolean>;
  readonly sources: readonly Source[];
  readonly onDidChangeSources: Event<readonly Source[]>;
  close(): Promise<void>;
}

/** What this host gives the core. */
export interface StudioCoreParts {
  readonly vault: Vault;
  readonly engineLauncher: UtilityEngineLauncher;
  readonly hostInfo: HostInfo;
  readonly hostActions: HostActions;
}

export interface AppOptions {
  readonly electron: ElectronModule;
  readonly platform: 'linux' | 'darwin' | 'win32';
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Of the built application: renderer folder, preload and engine entries. */
  readonly paths: { readonly renderer: string; readonly preload: string; readonly engine: string };
  readonly store: WindowStateStore & CipherStore;
  readonly createCore: (parts: StudioCoreParts) => Promise<StudioCore>;
}

/** Runs the studio in Electron. Called before the app is ready; resolves once the window is opened. */
export async function runApp(options: AppOptions): Promise<void> {
  const { electron, platform, env, clock, logger, paths, store } = options;
  const { app } = electron;
  if (!app.requestSingleInstanceLock()) {
    app.exit(0);
    return;
  }
  app.enableSandbox();
  if (platform === 'linux') {
    // Chromium's hardware encoding by VAAPI is off by default there.
    app.commandLine.appendSwitch('enable-features', 'AcceleratedVideoEncoder');
  }
  registerScheme(electron);
  denyNewContents(electron);
  await app.whenReady();

  const opened = new ClosableStack();
  let window: BrowserWindow | undefined;
  app.on('second-instance', () => {
    if (window?.isMinimized()) window.restore();
    window?.focus();
  });

  const session = electron.session.defaultSession;
  limitPermissions(session);
  const isWayland = platform === 'linux' && env.XDG_SESSION_TYPE === 'wayland';
  const capture = new DisplayCapture({ electron, session, clock, listsOnce: isWayland });
  const engineLauncher = new UtilityEngineLauncher({
    electron,
    modulePath: paths.engine,
    onProblem: (message) => {
      logger.error(message);
    },
  });
  const core = await options.createCore({
    vault: await openSafeStorageVault({ electron, platform, store, logger }),
    engineLauncher,
    hostInfo: {
      kind: 'electron',
      platform,
      browserPages: { available: true, notice: null },
      systemAudio: true,
      version: app.getVersion(),
    },
    hostActions: {
      listCaptureTargets: async () => [...(await capture.list())],
      chooseCaptureTarget: (choice) => {
        capture.announce(choice);
      },
      pickFile: async (purpose) => (window ? pickFile(electron, window, purpose) : null),
    },
  });
  serveScheme({ electron, folder: await StaticFolder.open(paths.renderer), media: core.media });

  const pageRenderer = opened.add(
    new OffscreenPageRenderer({
      electron,
      clock,
      onProblem: (message) => {
        logger.warn(message);
      },
    }),
  );
  const pages = opened.add(new BrowserPages(pageRenderer));
  pages.update(core.sources);
  opened.add(
    core.onDidChangeSources((sources) => {
      pages.update(sources);
    }),
  );

  const liveGuard = opened.add(new LiveGuard({ electron, window: () => window }));
  opened.add(
    core.onDidChangeActive((isActive) => {
      liveGuard.setActive(isActive);
    }),
  );

  const connectMedia = (contents: WebContents): void => {
    if (engineLauncher.isRunning) {
      engineLauncher.sendMediaPort(sendPort(electron, contents, 'media'));
    }
  };
  const connect = (contents: WebContents): void => {
    core.connectPage(messagePortChannel(sendPort(electron, contents, 'rpc')));
    connectMedia(contents);
    const port = sendPort(electron, contents, 'page-frames');
    const feed = new PageFrameFeed(pages, (message) => {
      port.postMessage(message);
    });
    port.on('message', ({ data }) => {
      feed.taken(data);
    });
    port.on('close', () => {
      feed.close();
    });
    port.start();
  };
  setMenu(electron, platform);
  const studio = openStudioWindow({
    electron,
    preloadPath: paths.preload,
    store,
    onDidLoad: connect,
    onWillClose: () => {
      app.quit();
    },
  });
  window = studio;
  opened.defer(() => {
    window = undefined;
    studio.destroy();
  });
  opened.add(
    engineLauncher.onDidLaunch(() => {
      connectMedia(studio.webContents);
    }),
  );
  // Closed first: what is live ends with its picture, not with a closed window.
  opened.add(core);
  watchCrashes({ electron, window: studio, logger });
  quitInOrder({
    electron,
    isLive: () => core.isActive,
    closeAll: () => opened.close(),
    onProblem: (message, error) => {
      logger.error(message, { error });
    },
  });
}
