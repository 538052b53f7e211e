import type { Browser, Page } from 'playwright-core';
import type {
  BrowserPage,
  PageRenderer,
  PageRendererAvailability,
} from '#core/browser-pages/page-renderer.ts';
import type { Closable } from '#shared/lib/closable.ts';
import type { Clock } from '#shared/lib/clock.ts';
import { Emitter, type Event } from '#shared/lib/emitter.ts';
import type { PageFrame } from '#shared/protocol/page-frame.ts';

export interface ChromiumPageRendererOptions {
  /** Chromium, Chrome or Edge; null when none was found. */
  readonly browserPath: string | null;
  /** Beyond the usual ones, e.g. `--no-sandbox` for root. */
  readonly browserArgs?: readonly string[];
  readonly clock: Clock;
  /** Told of each failed attempt; the next follows in 5 s. */
  readonly onProblem: (message: string) => void;
}

const retryDelayMs = 5_000;
const loadTimeoutMs = 30_000;

/** Browser-page sources by a headless Chromium, which is started when the first one is opened. */
export class ChromiumPageRenderer implements PageRenderer {
  readonly availability: PageRendererAvailability;
  readonly onDidPaint: Event<PageFrame>;
  readonly #options: ChromiumPageRendererOptions;
  readonly #painted = new Emitter<PageFrame>();
  readonly #open = new Set<Closable>();
  #browser: Promise<Browser> | undefined;
  #isClosed = false;

  constructor(options: ChromiumPageRendererOptions) {
    this.#options = options;
    this.onDidPaint = this.#painted.event;
    this.availability =
      options.browserPath === null
        ? {
            available: false,
            notice: 'Web pages as sources need Chromium, Chrome or Edge installed.',
          }
        : { available: true, notice: null };
  }

  open(wanted: BrowserPage): Closable {
    let page: Page | undefined;
    let isOpen = true;
    let retry: Closable | undefined;
    const isWanted = (): boolean => isOpen && !this.#isClosed;
    const attempt = async (): Promise<void> => {
      try {
        page = await openPage(await this.#launch(), wanted, isWanted, (frame) => {
          if (isWanted()) this.#painted.emit(frame);
        });
        page.once('close', again);
        page.once('crash', () => void close(page));
        if (!isWanted()) await close(page);
      } catch (error) {
        this.#options.onProblem(`The page ${describe(wanted.url)} failed: ${firstLine(error)}`);
        again();
      }
    };
    const again = (): void => {
      if (isWanted()) retry = this.#options.clock.after(retryDelayMs, () => void attempt());
    };
    const opened: Closable = {
      close: async () => {
        isOpen = false;
        retry?.close();
        this.#open.delete(opened);
        await close(page);
      },
    };
    this.#open.add(opened);
    void attempt();
    return opened;
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#painted.close();
    await Promise.all([...this.#open].map((page) => page.close()));
    const browser = await this.#browser?.catch(() => undefined);
    await browser?.close();
  }

  #launch(): Promise<Browser> {
    this.#browser ??= launch(this.#options).then((browser) => {
      browser.once('disconnected', () => (this.#browser = undefined));
      return browser;
    });
    this.#browser.catch(() => (this.#browser = undefined));
    return this.#browser;
  }
}

/** With a profile of its own in a temporary folder, which goes when the browser does. */
async function launch({
  browserPath,
  browserArgs = [],
}: ChromiumPageRendererOptions): Promise<Browser> {
  if (browserPath === null) throw new Error('no browser was found');
  // Loaded only now: most collections hold no page.
  const { chromium } = await import('playwright-core');
  return chromium.launch({
    executablePath: browserPath,
    chromiumSandbox: !browserArgs.includes('--no-sandbox'),
    args: ['--mute-audio', '--disable-quic', '--disable-background-networking', ...browserArgs],
  });
}

async function openPage(
  browser: Browser,
  { sourceId, url, width, height, css }: BrowserPage,
  isWanted: () => boolean,
  onDidPaint: (frame: PageFrame) => void,
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width, height },
    acceptDownloads: false,
    permissions: [],
  });
  const page = await context.newPage();
  try {
    context.on('page', (popup) => void popup.close().catch(() => undefined));
    page.on('dialog', (dialog) => void dialog.dismiss().catch(() => undefined));
    page.on('domcontentloaded', () => void page.evaluate(adoptStyle(css)).catch(() => undefined));
    const devtools = await context.newCDPSession(page);
    await devtools.send('Emulation.setDefaultBackgroundColorOverride', {
      color: { r: 0, g: 0, b: 0, a: 0 },
    });
    devtools.on('Page.screencastFrame', ({ data, sessionId }) => {
      onDidPaint({ sourceId, width, height, encoding: 'png', bytes: Buffer.from(data, 'base64') });
      devtools.send('Page.screencastFrameAck', { sessionId }).catch(() => undefined);
    });
    await page.goto(url, { timeout: loadTimeoutMs, waitUntil: 'domcontentloaded' });
    if (isWanted()) {
      await devtools.send('Page.startScreencast', {
        format: 'png',
        maxWidth: width,
        maxHeight: height,
        everyNthFrame: 1,
      });
    }
    return page;
  } catch (error) {
    await close(page);
    throw error;
  }
}

/** As a script: an adopted sheet is not bound by the page's own content security policy. */
function adoptStyle(css: string): string {
  return `{
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(${JSON.stringify(css)});
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  }`;
}

/** The context with the page, for it was made for this page alone. */
async function close(page: Page | undefined): Promise<void> {
  await page
    ?.context()
    .close()
    .catch(() => undefined);
}

/** Without what follows the path: overlays carry their keys there. */
function describe(url: string): string {
  const { host, pathname } = new URL(url);
  return host + pathname;
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (text.split('\n')[0] ?? '').replace(/ at https?:\S+/, '');
}
