import type { BrowserWindow, Rectangle } from 'electron';
import type { ElectronModule } from './electron-module.ts';

export interface WindowState {
  readonly bounds: Rectangle;
  readonly isMaximized: boolean;
}

/** electron-store, as far as it is used. */
export interface WindowStateStore {
  get(key: 'window'): WindowState | undefined;
  set(key: 'window', state: WindowState): void;
}

const defaultSize = { width: 1440, height: 900 };
/** So much of the window must lie on some screen that it can be seen and dragged. */
const minVisible = { width: 100, height: 50 };

/** Where the window was, unless the screen it was on is gone. */
export function restoredBounds(
  { screen }: Pick<ElectronModule, 'screen'>,
  store: WindowStateStore,
): Partial<Rectangle> & { width: number; height: number } {
  const bounds = store.get('window')?.bounds;
  if (!bounds) return defaultSize;
  const isVisible = screen.getAllDisplays().some(({ workArea }) => {
    const width = overlap(bounds.x, bounds.width, workArea.x, workArea.width);
    const height = overlap(bounds.y, bounds.height, workArea.y, workArea.height);
    return width >= minVisible.width && height >= minVisible.height;
  });
  return isVisible ? bounds : { width: bounds.width, height: bounds.height };
}

/** Remembers where the window is when it closes. */
export function rememberBounds(
  window: Pick<BrowserWindow, 'on' | 'getNormalBounds' | 'isMaximized'>,
  store: WindowStateStore,
): void {
  window.on('close', () => {
    store.set('window', { bounds: window.getNormalBounds(), isMaximized: window.isMaximized() });
  });
}

function overlap(a: number, aLength: number, b: number, bLength: number): number {
  return Math.min(a + aLength, b + bLength) - Math.max(a, b);
}
