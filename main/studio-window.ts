import type { BrowserWindow, MessagePortMain, WebContents } from 'electron';
import type { ElectronModule } from './electron-module.ts';
import { limitNavigation } from './navigation.ts';
import { isStudio, studioUrl } from './scheme.ts';
import { rememberBounds, restoredBounds, type WindowStateStore } from './window-state.ts';

export interface StudioWindowOptions {
  readonly electron: Pick<ElectronModule, 'BrowserWindow' | 'screen'>;
  readonly preloadPath: string;
  readonly store: WindowStateStore;
  /** Called for each load of the page; the ports of the one before are closed by their other ends. */
  readonly onDidLoad: (contents: WebContents) => void;
  /** The person closed the window; it stays until everything is closed in order. */
  readonly onWillClose: () => void;
}

/** The one window of the studio: sandboxed, isolated, at the studio's own address. */
export function openStudioWindow(options: StudioWindowOptions): BrowserWindow {
  const { electron, preloadPath, store, onDidLoad, onWillClose } = options;
  const window = new electron.BrowserWindow({
    ...restoredBounds(electron, store),
    minWidth: 800,
    minHeight: 600,
    show: false,
    backgroundColor: '#101014',
    title: 'Tallylight',
    webPreferences: {
      preload: preloadPath,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    },
  });
  limitNavigation(window.webContents, isStudio);
  rememberBounds(window, store);
  window.once('ready-to-show', () => {
    if (store.get('window')?.isMaximized) window.maximize();
    window.show();
  });
  window.on('close', (event) => {
    event.preventDefault();
    onWillClose();
  });
  // Scripts of modules have run by then, so the page listens for its ports.
  window.webContents.on('did-finish-load', () => {
    onDidLoad(window.webContents);
  });
  void window.loadURL(studioUrl);
  return window;
}

/** Gives the page one end of a new channel, by way of the preload, and returns the other. */
export function sendPort(
  { MessageChannelMain }: Pick<ElectronModule, 'MessageChannelMain'>,
  contents: Pick<WebContents, 'postMessage'>,
  name: 'rpc' | 'media' | 'page-frames',
): MessagePortMain {
  const { port1, port2 } = new MessageChannelMain();
  contents.postMessage('tallylight-port', { name }, [port1]);
  return port2;
}
