import type { WebContents } from 'electron';
import type { ElectronModule } from './electron-module.ts';
import { isStudio } from './scheme.ts';

/** For everything that shows web content: no webviews, no windows of its own making. */
export function denyNewContents({ app, shell }: Pick<ElectronModule, 'app' | 'shell'>): void {
  app.on('web-contents-created', (_created, contents) => {
    contents.on('will-attach-webview', (event) => {
      event.preventDefault();
    });
    contents.setWindowOpenHandler(({ url }) => {
      // Links of the studio itself, e.g. to the documentation, belong in the person's browser.
      if (isStudio(contents.getURL()) && url.startsWith('https://')) void shell.openExternal(url);
      return { action: 'deny' };
    });
  });
}

/** Keeps `contents` and its frames at addresses that `accepts`. */
export function limitNavigation(
  contents: Pick<WebContents, 'on'>,
  accepts: (url: string) => boolean,
): void {
  contents.on('will-frame-navigate', (event) => {
    if (!accepts(event.url)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => {
    if (!accepts(event.url)) event.preventDefault();
  });
}
