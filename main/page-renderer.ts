import { randomUUID } from 'node:crypto';
import type { BrowserWindow } from 'electron';
import type { BrowserPage, PageRenderer } from '#core/browser-pages/page-renderer.ts';
import type { Closable } from '#shared/lib/closable.ts';
import type { Clock } from '#shared/lib/clock.ts';
import { Emitter } from '#shared/lib/emitter.ts';
import type { PageFrame } from '#shared/protocol/page-frame.ts';
import type { ElectronModule } from './electron-module.ts';
import { limitNavigation } from './navigation.ts';
import { denyPermissions } from './permissions.ts';

export interface OffscreenPageRendererOptions {
  readonly electron: Pick<ElectronModule, 'BrowserWindow'>;
  readonly clock: Clock;
  /** Told of each failed attempt; the next follows in 5 s. */
  readonly onProblem: (message: string) => void;
}

const retryDelayMs = 5_000;
const frameRate = 30;
/** Chromium's code for a load that another one replaced. */
const aborted = -3;

/** Browser-page sources as offscreen windows: each its own session in memory, without any permission. */
export class OffscreenPageRenderer implements PageRenderer {
  readonly availability = { available: true, notice: null };
  readonly #options: OffscreenPageRendererOptions;
  readonly #painted = new Emitter<PageFrame>();
  readonly #open = new Set<Closable>();
  readonly onDidPaint = this.#painted.event;

  constructor(options: OffscreenPageRendererOptions) {
    this.#options = options;
  }

  open(page: BrowserPage): Closable {
    const { clock, onProblem } = this.#options;
    const window = this.#createWindow(page);
    const { webContents } = window;
    let retry: Closable | undefined;
    const load = (): void => {
      // How it went is told by the events below.
      window.loadURL(page.url).catch(() => undefined);
    };
    const again = (problem: string): void => {
      onProblem(`The page ${new URL(page.url).host} failed: ${problem}`);
      retry?.close();
      retry = clock.after(retryDelayMs, load);
    };
    webContents.on('paint', (_event, _dirty, image) => {
      const { width, height } = image.getSize();
      const { sourceId } = page;
      const bytes = image.toBitmap();
      this.#painted.emit({ sourceId, width, height, encoding: 'bgra', bytes });
    });
    webContents.on('dom-ready', () => {
      if (page.css !== '') webContents.insertCSS(page.css).catch(() => undefined);
    });
    webContents.on('did-fail-load', (_event, code, description, _url, isMainFrame) => {
      if (isMainFrame && code !== aborted) again(description);
    });
    webContents.on('render-process-gone', (_event, { reason }) => {
      again(reason);
    });
    load();
    const opened: Closable = {
      close: () => {
        retry?.close();
        if (this.#open.delete(opened)) window.destroy();
      },
    };
    this.#open.add(opened);
    return opened;
  }

  close(): void {
    for (const page of this.#open) page.close();
    this.#painted.close();
  }

  #createWindow({ width, height }: BrowserPage): BrowserWindow {
    const window = new this.#options.electron.BrowserWindow({
      width,
      height,
      useContentSize: true,
      show: false,
      frame: false,
      transparent: true,
      webPreferences: {
        offscreen: true,
        partition: randomUUID(),
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webviewTag: false,
        disableDialogs: true,
        backgroundThrottling: false,
      },
    });
    const { webContents } = window;
    webContents.setFrameRate(frameRate);
    webContents.setAudioMuted(true);
    denyPermissions(webContents.session);
    webContents.session.on('will-download', (event) => {
      event.preventDefault();
    });
    limitNavigation(webContents, (url) => /^(?:https?:|about:)/.test(url));
    return window;
  }
}
