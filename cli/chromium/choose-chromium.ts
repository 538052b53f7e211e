import { findBrowser } from '#web/find-browser.ts';
import { CommandError } from '../exit-codes.ts';
import { unpackNpmChromium, type Chromium } from './npm-chromium.ts';

/**
 * The browser that makes the picture: TALLYLIGHT_BROWSER, an installed Chromium, Chrome or Edge, else
 * the one from npm. Throws `CommandError` (could not go live) naming what would help.
 */
export async function chooseChromium(
  headed: boolean,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<Chromium> {
  if (headed && process.platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY) {
    throw CommandError.couldNotGoLive(
      'the collection has a screen or window source, which needs a desktop: neither DISPLAY nor WAYLAND_DISPLAY is set',
    );
  }
  const executable = await findBrowser({ platform: process.platform, env });
  if (executable !== null) return { executable, env: {}, canBeHeaded: true };
  if (env.TALLYLIGHT_BROWSER) {
    throw CommandError.couldNotGoLive(
      `TALLYLIGHT_BROWSER: ${env.TALLYLIGHT_BROWSER} is not a program that can be run`,
    );
  }
  const unpacked = await unpackNpmChromium();
  if (unpacked && (unpacked.canBeHeaded || !headed)) return unpacked;
  throw CommandError.couldNotGoLive(
    headed
      ? 'screen and window sources need Chromium, Chrome or Edge installed (or TALLYLIGHT_BROWSER)'
      : 'no Chromium, Chrome or Edge found: install one, or name it in TALLYLIGHT_BROWSER',
  );
}
