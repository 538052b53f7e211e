import { chromium, type Browser, type Page } from 'playwright-core';
import type { Closable } from '#shared/lib/closable.ts';
import type { Clock } from '#shared/lib/clock.ts';
import type { Chromium } from './chromium/npm-chromium.ts';
import { canSandbox } from './chromium/sandbox.ts';
import type { LaunchPlan } from './chromium/launch-plan.ts';

export interface HeadlessBrowserOptions {
  readonly chromium: Chromium;
  readonly plan: LaunchPlan;
  /** A fresh address of the page at each opening: each works once. */
  readonly newAddress: () => string;
  readonly clock: Clock;
  readonly logger: { info(message: string): void; warn(message: string): void };
}

const reopenAfterMs = 500;
const launchTimeoutMs = 30_000;
const closeTimeoutMs = 5000;

/**
 * The Chromium that makes the picture. It opens the page again when the page crashes, and itself when
 * it is gone. It is driven over a pipe, whose end it takes as the order to quit: no kill of this
 * process leaves it behind.
 */
export class HeadlessBrowser implements Closable {
  readonly #options: HeadlessBrowserOptions;
  #browser: Browser | undefined;
  #opening: Promise<void> | undefined;
  #retry: Closable | undefined;
  #closing: Promise<void> | undefined;

  private constructor(options: HeadlessBrowserOptions) {
    this.#options = options;
  }

  /** Rejects when the browser does not start or the page does not load. */
  static async open(options: HeadlessBrowserOptions): Promise<HeadlessBrowser> {
    const browser = new HeadlessBrowser(options);
    try {
      await browser.#openPage();
    } catch (error) {
      await browser.close();
      throw error;
    }
    return browser;
  }

  close(): Promise<void> {
    this.#closing ??= this.#closeBrowser();
    return this.#closing;
  }

  async #launch(): Promise<Browser> {
    const { chromium: found, plan, logger } = this.#options;
    const browser = await chromium.launch({
      executablePath: found.executable,
      headless: !plan.headed,
      chromiumSandbox: canSandbox(),
      args: [...plan.flags],
      env: { ...process.env, ...found.env },
      timeout: launchTimeoutMs,
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    });
    logger.info(`Chromium ${browser.version()} makes the picture (${found.executable}).`);
    browser.on('disconnected', () => {
      if (this.#browser !== browser) return;
      this.#browser = undefined;
      this.#reopen('Chromium is gone');
    });
    return browser;
  }

  async #openPage(): Promise<void> {
    this.#browser ??= await this.#launch();
    const browser = this.#browser;
    const context = await browser.newContext({ permissions: ['camera', 'microphone'] });
    const page = await context.newPage();
    this.#watch(page, () => void context.close().catch(() => undefined));
    await page.goto(this.#options.newAddress(), { timeout: launchTimeoutMs });
  }

  #watch(page: Page, dispose: () => void): void {
    const { logger } = this.#options;
    page.on('crash', () => {
      dispose();
      this.#reopen('the page crashed');
    });
    page.on('pageerror', (error) => {
      logger.warn(`The page that makes the picture: ${error.message}`);
    });
    page.on('console', (message) => {
      if (message.type() === 'error') logger.info(`The page says: ${message.text()}`);
    });
  }

  #reopen(why: string): void {
    if (this.#closing || this.#opening || this.#retry) return;
    const { clock, logger } = this.#options;
    logger.warn(`${why}; opening it again.`);
    this.#retry = clock.after(reopenAfterMs, () => {
      this.#retry = undefined;
      if (this.#closing) return;
      this.#opening = this.#openPage()
        .catch((error: unknown) => {
          logger.warn(`The page does not open: ${String(error)}`);
          return error;
        })
        .then((error) => {
          this.#opening = undefined;
          if (error) this.#reopen('the page did not open');
        });
    });
  }

  async #closeBrowser(): Promise<void> {
    this.#retry?.close();
    await this.#opening;
    const browser = this.#browser;
    this.#browser = undefined;
    if (!browser) return;
    let limit: Closable | undefined;
    const tooLate = new Promise<void>((resolve) => {
      limit = this.#options.clock.after(closeTimeoutMs, resolve);
    });
    await Promise.race([browser.close(), tooLate]);
    limit?.close();
  }
}
