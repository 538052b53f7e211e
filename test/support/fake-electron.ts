import { EventEmitter } from 'node:events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { ElectronModule } from '#main/electron-module.ts';

type Listener = (...values: never[]) => unknown;

/** An event as Electron gives it: it can be prevented, and the test can ask. */
export interface FakeEvent {
  readonly defaultPrevented: boolean;
  preventDefault(): void;
}

function newEvent(fields: object = {}): FakeEvent {
  let defaultPrevented = false;
  return Object.assign(
    {
      get defaultPrevented() {
        return defaultPrevented;
      },
      preventDefault() {
        defaultPrevented = true;
      },
    },
    fields,
  );
}

/** Emits with an event in front and gives it back. `fields` are what newer events carry themselves. */
function raise(
  emitter: EventEmitter,
  name: string,
  fields: object,
  ...values: unknown[]
): FakeEvent {
  const event = Object.defineProperties(
    newEvent(),
    Object.getOwnPropertyDescriptors(fields),
  ) as FakeEvent;
  emitter.emit(name, event, ...values);
  return event;
}

/** Electron's port: an emitter whose message events carry `data`; messages really travel. */
export class FakeMessagePortMain extends EventEmitter {
  readonly #port: MessagePort;

  constructor(port: MessagePort) {
    super();
    this.#port = port;
    port.on('close', () => this.emit('close'));
  }

  postMessage(message: unknown): void {
    this.#port.postMessage(message);
  }

  start(): void {
    this.#port.on('message', (data: unknown) => this.emit('message', { data, ports: [] }));
  }

  close(): void {
    this.#port.close();
  }
}

export class FakeSession extends EventEmitter {
  permissionRequest: Listener = () => undefined;
  permissionCheck: Listener = () => undefined;
  devicePermission: Listener = () => undefined;
  displayMedia: ((request: object, callback: (streams: unknown) => void) => void) | undefined;

  setPermissionRequestHandler(handler: Listener): void {
    this.permissionRequest = handler;
  }
  setPermissionCheckHandler(handler: Listener): void {
    this.permissionCheck = handler;
  }
  setDevicePermissionHandler(handler: Listener): void {
    this.devicePermission = handler;
  }
  setDisplayMediaRequestHandler(handler: NonNullable<FakeSession['displayMedia']>): void {
    this.displayMedia = handler;
  }

  /** What the permission request was answered. */
  askPermission(permission: string, requestingUrl: string, isMainFrame = true): Promise<boolean> {
    return new Promise((resolve) => {
      const handler = this.permissionRequest as unknown as (...values: unknown[]) => void;
      handler(null, permission, resolve, { requestingUrl, isMainFrame });
    });
  }

  /** Throws as Electron does when video was asked for and the answer has none. */
  askDisplayMedia(request: {
    videoRequested: boolean;
    audioRequested: boolean;
    securityOrigin: string;
  }): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.displayMedia?.({ frame: null, userGesture: true, ...request }, (streams) => {
        const hasVideo = typeof streams === 'object' && streams !== null && 'video' in streams;
        if (streams !== null && request.videoRequested && !hasVideo) {
          reject(new TypeError('Video was requested, but no video stream was provided'));
        } else resolve(streams);
      });
    });
  }
}

export class FakeWebContents extends EventEmitter {
  readonly session: FakeSession;
  url = '';
  frameRate = 60;
  isMuted = false;
  throttling = true;
  reloads = 0;
  readonly css: string[] = [];
  /** By the name they were sent under; the newest last. */
  readonly ports: { readonly name: string; readonly port: FakeMessagePortMain }[] = [];
  openWindow: (details: { url: string }) => { action: string } = () => ({ action: 'allow' });

  constructor(session: FakeSession) {
    super();
    this.session = session;
  }

  getURL(): string {
    return this.url;
  }
  setFrameRate(fps: number): void {
    this.frameRate = fps;
  }
  setAudioMuted(muted: boolean): void {
    this.isMuted = muted;
  }
  setBackgroundThrottling(allowed: boolean): void {
    this.throttling = allowed;
  }
  setWindowOpenHandler(handler: FakeWebContents['openWindow']): void {
    this.openWindow = handler;
  }
  insertCSS(css: string): Promise<string> {
    this.css.push(css);
    return Promise.resolve('key');
  }
  reload(): void {
    this.reloads += 1;
  }
  postMessage(channel: string, message: { name: string }, ports: FakeMessagePortMain[]): void {
    if (channel !== 'tallylight-port') throw new Error(`unexpected channel ${channel}`);
    for (const port of ports) this.ports.push({ name: message.name, port });
  }

  raise(name: string, fields: object = {}, ...values: unknown[]): FakeEvent {
    return raise(this, name, fields, ...values);
  }
}

export interface FakeRectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface FakeWindowOptions extends Partial<FakeRectangle> {
  readonly webPreferences?: Readonly<Record<string, unknown>>;
}

export class FakeBrowserWindow extends EventEmitter {
  readonly options: FakeWindowOptions;
  readonly webContents: FakeWebContents;
  isShown = false;
  isFocused = false;
  destroyed = false;
  maximized = false;
  minimized = false;

  constructor(options: FakeWindowOptions, session: FakeSession) {
    super();
    this.options = options;
    this.webContents = new FakeWebContents(session);
  }

  loadURL(url: string): Promise<void> {
    this.webContents.url = url;
    return Promise.resolve();
  }
  show(): void {
    this.isShown = true;
  }
  focus(): void {
    this.isFocused = true;
  }
  maximize(): void {
    this.maximized = true;
  }
  restore(): void {
    this.minimized = false;
  }
  isMaximized(): boolean {
    return this.maximized;
  }
  isMinimized(): boolean {
    return this.minimized;
  }
  isDestroyed(): boolean {
    return this.destroyed;
  }
  getNormalBounds(): FakeRectangle {
    const { x = 0, y = 0, width = 800, height = 600 } = this.options;
    return { x, y, width, height };
  }
  destroy(): void {
    this.destroyed = true;
    this.emit('closed');
  }

  raise(name: string, fields: object = {}, ...values: unknown[]): FakeEvent {
    return raise(this, name, fields, ...values);
  }
}

export class FakeUtilityProcess extends EventEmitter {
  readonly modulePath: string;
  readonly posted: { readonly message: unknown; readonly ports: readonly FakeMessagePortMain[] }[] =
    [];
  isKilled = false;

  constructor(modulePath: string) {
    super();
    this.modulePath = modulePath;
  }

  postMessage(message: unknown, ports: readonly FakeMessagePortMain[] = []): void {
    this.posted.push({ message: structuredClone(message), ports });
  }
  kill(): boolean {
    this.isKilled = true;
    this.emit('exit', 0);
    return true;
  }
}

class FakeApp extends EventEmitter {
  hasLock = true;
  isSandboxed = false;
  exitCode: number | undefined;
  isReady = false;
  readonly switches = new Map<string, string>();
  readonly commandLine = {
    appendSwitch: (name: string, value: string) => {
      if (this.isReady) throw new Error('switches have no effect once the app is ready');
      this.switches.set(name, value);
    },
  };

  requestSingleInstanceLock(): boolean {
    return this.hasLock;
  }
  enableSandbox(): void {
    this.isSandboxed = true;
  }
  async whenReady(): Promise<void> {
    // Not before the main module has run.
    await new Promise((resolve) => setImmediate(resolve));
    this.isReady = true;
  }
  getVersion(): string {
    return '0.0.0-test';
  }
  exit(code: number): void {
    this.exitCode ??= code;
  }
  /** As Electron: asks the listeners, and ends when none prevents it. */
  quit(): void {
    if (!raise(this, 'before-quit', {}).defaultPrevented) this.exit(0);
  }
}

export interface FakeDisplaySource {
  readonly id: string;
  readonly name: string;
}

/**
 * Electron's main process without Electron: everything that `main/` uses, behaving as documented, and
 * what happened to read afterwards.
 */
export class FakeElectron {
  readonly app = new FakeApp();
  readonly windows: FakeBrowserWindow[] = [];
  readonly sessions = new Map<string, FakeSession>();
  readonly engines: FakeUtilityProcess[] = [];
  readonly openedLinks: string[] = [];
  readonly blockers = new Set<number>();
  readonly menus: unknown[] = [];
  readonly schemes: { scheme: string; privileges: Record<string, boolean> }[] = [];
  handleRequest: ((request: Request) => Promise<Response>) | undefined;
  displaySources: FakeDisplaySource[] = [{ id: 'screen:0:0', name: 'Screen' }];
  listings = 0;
  workAreas: FakeRectangle[] = [{ x: 0, y: 0, width: 1920, height: 1080 }];
  pickedFiles: string[] = [];
  /** The button that the person presses in a message box. */
  messageBoxResponse = 0;
  messageBoxes = 0;
  encryption: 'keyring' | 'basic_text' | 'none' = 'keyring';
  shouldReEncrypt = false;

  session(partition: string): FakeSession {
    const known = this.sessions.get(partition) ?? new FakeSession();
    this.sessions.set(partition, known);
    return known;
  }

  get module(): ElectronModule {
    return this.#module as unknown as ElectronModule;
  }

  readonly #module = this.#create();

  #create(): object {
    const createWindow = (options: FakeWindowOptions): FakeBrowserWindow => {
      if (!this.app.isReady) throw new Error('Cannot create BrowserWindow before app is ready');
      const partition = String(options.webPreferences?.partition ?? '');
      const window = new FakeBrowserWindow(options, this.session(partition));
      this.windows.push(window);
      raise(this.app, 'web-contents-created', {}, window.webContents);
      return window;
    };
    let nextBlocker = 1;
    return {
      app: this.app,
      BrowserWindow: function (options: FakeWindowOptions) {
        return createWindow(options);
      },
      MessageChannelMain: class {
        readonly port1: FakeMessagePortMain;
        readonly port2: FakeMessagePortMain;
        constructor() {
          const { port1, port2 } = new MessageChannel();
          this.port1 = new FakeMessagePortMain(port1);
          this.port2 = new FakeMessagePortMain(port2);
        }
      },
      Menu: {
        buildFromTemplate: (template: unknown) => template,
        setApplicationMenu: (menu: unknown) => this.menus.push(menu),
      },
      session: { defaultSession: this.session('') },
      protocol: {
        registerSchemesAsPrivileged: (schemes: FakeElectron['schemes']) => {
          if (this.app.isReady)
            throw new Error('schemes must be registered before the app is ready');
          if (this.schemes.length > 0) throw new Error('schemes may be registered once');
          this.schemes.push(...schemes);
        },
        handle: (_scheme: string, handler: NonNullable<FakeElectron['handleRequest']>) => {
          this.handleRequest = handler;
        },
      },
      utilityProcess: {
        fork: (modulePath: string) => {
          const engine = new FakeUtilityProcess(modulePath);
          this.engines.push(engine);
          return engine;
        },
      },
      desktopCapturer: {
        getSources: () => {
          this.listings += 1;
          return Promise.resolve(
            this.displaySources.map((source) => ({
              ...source,
              thumbnail: { isEmpty: () => false, toDataURL: () => 'data:image/png;base64,AA==' },
            })),
          );
        },
      },
      dialog: {
        showOpenDialog: () =>
          Promise.resolve({ canceled: this.pickedFiles.length === 0, filePaths: this.pickedFiles }),
        showMessageBox: () => {
          this.messageBoxes += 1;
          return Promise.resolve({ response: this.messageBoxResponse, checkboxChecked: false });
        },
      },
      powerSaveBlocker: {
        start: () => {
          const id = nextBlocker++;
          this.blockers.add(id);
          return id;
        },
        stop: (id: number) => this.blockers.delete(id),
      },
      shell: {
        openExternal: (url: string) => {
          this.openedLinks.push(url);
          return Promise.resolve();
        },
      },
      screen: { getAllDisplays: () => this.workAreas.map((workArea) => ({ workArea })) },
      safeStorage: {
        isAsyncEncryptionAvailable: () => Promise.resolve(this.encryption !== 'none'),
        getSelectedStorageBackend: () =>
          this.encryption === 'basic_text' ? 'basic_text' : 'gnome_libsecret',
        encryptStringAsync: (text: string) =>
          Promise.resolve(Buffer.from(Buffer.from(text).map((byte) => byte ^ 0xff))),
        decryptStringAsync: (encrypted: Buffer) =>
          encrypted.length === 0
            ? Promise.reject(new Error('Error while decrypting the ciphertext'))
            : Promise.resolve({
                result: Buffer.from(encrypted.map((byte) => byte ^ 0xff)).toString(),
                shouldReEncrypt: this.shouldReEncrypt,
              }),
      },
    };
  }
}
