import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '#shared/lib/clock.ts';
import { Emitter, once } from '#shared/lib/emitter.ts';
import { silentLogger } from '#shared/lib/logger.ts';
import { sourceSchema, type Source } from '#shared/model/source.ts';
import { decodePageFrame } from '#shared/protocol/page-frame.ts';
import type { Channel } from '#shared/rpc/channel.ts';
import {
  FakeElectron,
  type FakeBrowserWindow,
  type FakeMessagePortMain,
} from '#test/support/fake-electron.ts';
import { runApp, type StudioCore, type StudioCoreParts } from './app.ts';
import type { WindowState } from './window-state.ts';

class FakeCore implements StudioCore {
  readonly connected = new Emitter<Channel>();
  readonly active = new Emitter<boolean>();
  readonly onDidChangeActive = this.active.event;
  readonly changed = new Emitter<readonly Source[]>();
  readonly onDidChangeSources = this.changed.event;
  readonly log: string[] = [];
  sources: readonly Source[] = [];
  isActive = false;
  media: StudioCore['media'] = { resolve: () => null };

  connectPage(channel: Channel): void {
    this.connected.emit(channel);
  }

  close(): Promise<void> {
    this.log.push('core closed');
    return Promise.resolve();
  }
}

let folder: string;
let fake: FakeElectron;
let core: FakeCore;
let parts: StudioCoreParts;
let stored: { window?: WindowState; secrets?: Readonly<Record<string, string>> };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tallylight-main-'));
  await writeFile(join(folder, 'index.html'), '<title>studio</title>');
  await writeFile(join(folder, 'clip.mp4'), '0123456789');
  fake = new FakeElectron();
  core = new FakeCore();
  stored = {};
});
afterEach(() => rm(folder, { recursive: true }));

async function run(
  platform: 'linux' | 'darwin' = 'linux',
  env: Record<string, string> = {},
): Promise<void> {
  await runApp({
    electron: fake.module,
    platform,
    env,
    clock: systemClock,
    logger: silentLogger,
    paths: { renderer: folder, preload: '/out/preload.cjs', engine: '/out/engine.js' },
    store: {
      get: ((key: 'window' | 'secrets') => stored[key]) as never,
      set: (key: string, value: unknown) => {
        stored = { ...stored, [key]: value };
      },
    },
    createCore: (given) => {
      parts = given;
      return Promise.resolve(core);
    },
  });
}

function studio(): FakeBrowserWindow {
  const [window] = fake.windows;
  if (!window) throw new Error('no window was opened');
  return window;
}

function portNamed(name: string): FakeMessagePortMain {
  const found = studio().webContents.ports.findLast((entry) => entry.name === name);
  if (!found) throw new Error(`no port ${name} was sent`);
  return found.port;
}

function ask(path: string, init: RequestInit = {}): Promise<Response> {
  const answer = fake.handleRequest?.(new Request(`tallylight://studio${path}`, init));
  return answer ?? Promise.reject(new Error('the scheme is not served'));
}

describe('the window', () => {
  it('is sandboxed, isolated and at the studio’s own address', async () => {
    await run();
    expect(studio().options.webPreferences).toMatchObject({
      preload: '/out/preload.cjs',
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
    });
    expect(studio().webContents.url).toBe('tallylight://studio/');
    expect(fake.app.isSandboxed).toBe(true);
    studio().raise('ready-to-show');
    expect(studio().isShown).toBe(true);
  });

  it('may encode in hardware on Linux', async () => {
    await run();
    expect(fake.app.switches.get('enable-features')).toBe('AcceleratedVideoEncoder');
  });

  it('stays at that address', async () => {
    await run();
    const { webContents } = studio();
    for (const event of ['will-frame-navigate', 'will-redirect']) {
      const at = (url: string) => webContents.raise(event, { url }).defaultPrevented;
      expect(at('https://evil.example/')).toBe(true);
      expect(at('tallylight://studio.evil/')).toBe(true);
      expect(at('file:///etc/passwd')).toBe(true);
      expect(at('tallylight://studio/index.html')).toBe(false);
    }
    expect(webContents.openWindow({ url: 'https://example.org/help' }).action).toBe('deny');
    expect(webContents.openWindow({ url: 'file:///etc/passwd' }).action).toBe('deny');
    expect(fake.openedLinks).toEqual(['https://example.org/help']);
    expect(webContents.raise('will-attach-webview').defaultPrevented).toBe(true);
  });

  it('is the only one: a second start brings it to the front', async () => {
    await run();
    studio().minimized = true;
    fake.app.emit('second-instance');
    expect(studio()).toMatchObject({ minimized: false, isFocused: true });
  });

  it('is not opened by a second start', async () => {
    fake.app.hasLock = false;
    await run();
    expect(fake.windows).toEqual([]);
    expect(fake.app.exitCode).toBe(0);
  });

  it('comes back where it was, unless that screen is gone', async () => {
    const bounds = { x: 3000, y: 10, width: 900, height: 700 };
    stored = { window: { bounds, isMaximized: true } };
    await run();
    expect(studio().options).toMatchObject({ width: 900, height: 700 });
    expect(studio().options).not.toHaveProperty('x');
    studio().raise('ready-to-show');
    expect(studio().isMaximized()).toBe(true);
    fake = new FakeElectron();
    fake.workAreas = [{ x: 2560, y: 0, width: 2560, height: 1440 }];
    await run();
    expect(studio().options).toMatchObject(bounds);
  });

  it('is loaded again when its process died', async () => {
    await run();
    studio().webContents.raise('render-process-gone', {}, { reason: 'crashed', exitCode: 11 });
    expect(studio().webContents.reloads).toBe(1);
  });
});

describe('the scheme', () => {
  it('is registered before the app is ready, with its privileges', async () => {
    await run();
    expect(fake.schemes).toEqual([
      {
        scheme: 'tallylight',
        privileges: {
          standard: true,
          secure: true,
          supportFetchAPI: true,
          stream: true,
          codeCache: true,
        },
      },
    ]);
  });

  it('serves the renderer with the policy of every host', async () => {
    await run();
    const answer = await ask('/');
    expect(await answer.text()).toBe('<title>studio</title>');
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(answer.headers.get('cross-origin-embedder-policy')).toBe('require-corp');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect((await ask('/..%2fclip')).status).toBe(404);
  });

  it('serves media with ranges', async () => {
    const path = join(folder, 'clip.mp4');
    const { mtimeMs } = await stat(path);
    core.media = {
      resolve: (id) =>
        id === 'a b' ? { path, bytes: 10, mtimeMs, contentType: 'video/mp4' } : null,
    };
    await run();
    const part = await ask('/media/a%20b', { headers: { range: 'bytes=2-4' } });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe('bytes 2-4/10');
    expect(await part.text()).toBe('234');
    expect((await ask('/media/a%20b', { headers: { range: 'bytes=10-' } })).status).toBe(416);
    expect((await ask('/media/other')).status).toBe(404);
  });

  it('has one host', async () => {
    await run();
    const answer = await fake.handleRequest?.(new Request('tallylight://other/'));
    expect(answer?.status).toBe(404);
  });
});

describe('permissions', () => {
  it.each([
    ['media', 'tallylight://studio/', true],
    ['display-capture', 'tallylight://studio/', true],
    ['speaker-selection', 'tallylight://studio', true],
    ['fullscreen', 'tallylight://studio/', true],
    ['geolocation', 'tallylight://studio/', false],
    ['notifications', 'tallylight://studio/', false],
    ['media', 'https://evil.example/', false],
    ['media', 'tallylight://studio.evil/', false],
  ])('%s for %s: %s', async (permission, origin, expected) => {
    await run();
    const session = fake.session('');
    expect(await session.askPermission(permission, origin)).toBe(expected);
    const check = session.permissionCheck as unknown as (...values: unknown[]) => boolean;
    expect(check(null, permission, origin, {})).toBe(expected);
  });

  it('gives nothing to frames and no device', async () => {
    await run();
    const session = fake.session('');
    expect(await session.askPermission('media', 'tallylight://studio/', false)).toBe(false);
    expect((session.devicePermission as () => boolean)()).toBe(false);
  });
});

describe('screens and windows', () => {
  const request = {
    videoRequested: true,
    audioRequested: true,
    securityOrigin: 'tallylight://studio/',
  };

  it('gives what the page chose, once', async () => {
    fake.displaySources = [
      { id: 'screen:0:0', name: 'Screen' },
      { id: 'window:7:0', name: 'Editor' },
    ];
    await run();
    expect(await parts.hostActions.listCaptureTargets?.()).toMatchObject([
      { kind: 'display', id: 'screen:0:0', label: 'Screen' },
      { kind: 'window', id: 'window:7:0', label: 'Editor' },
    ]);
    parts.hostActions.chooseCaptureTarget?.({ id: 'window:7:0', systemAudio: true });
    const session = fake.session('');
    expect(await session.askDisplayMedia(request)).toMatchObject({
      video: { id: 'window:7:0' },
      audio: 'loopback',
    });
    expect(await session.askDisplayMedia(request)).toBeNull();
  });

  it.each([
    [{ id: 'gone', systemAudio: true }, request],
    [
      { id: '', systemAudio: true },
      { ...request, securityOrigin: 'https://evil.example/' },
    ],
  ])('refuses %o without an error', async (choice, asked) => {
    await run();
    parts.hostActions.chooseCaptureTarget?.(choice);
    expect(await fake.session('').askDisplayMedia(asked)).toBeNull();
  });

  it('gives sound alone where only sound was asked for', async () => {
    await run();
    parts.hostActions.chooseCaptureTarget?.({ id: '', systemAudio: true });
    const streams = await fake.session('').askDisplayMedia({ ...request, videoRequested: false });
    expect(streams).toEqual({ audio: 'loopback' });
  });

  it('asks Wayland’s portal once', async () => {
    await run('linux', { XDG_SESSION_TYPE: 'wayland' });
    await parts.hostActions.listCaptureTargets?.();
    await parts.hostActions.listCaptureTargets?.();
    expect(fake.listings).toBe(1);
  });
});

describe('ports', () => {
  it('connects the page to the core', async () => {
    await run();
    const connected = once(core.connected.event);
    studio().webContents.raise('did-finish-load');
    const channel = await connected;
    const received = once(channel.onDidReceive);
    portNamed('rpc').postMessage({ kind: 'hello' });
    expect(await received).toEqual({ kind: 'hello' });
    channel.close();
  });

  it('brings a media port to each engine', async () => {
    await run();
    studio().webContents.raise('did-finish-load');
    expect(studio().webContents.ports.map(({ name }) => name)).toEqual(['rpc', 'page-frames']);
    const first = parts.engineLauncher.launch();
    expect(fake.engines[0]?.posted).toMatchObject([{ message: { kind: 'media-port' } }]);
    const exited = once(first.onDidExit);
    first.kill();
    await exited;
    parts.engineLauncher.launch();
    expect(fake.engines[1]?.posted).toHaveLength(1);
    const atPage = portNamed('media');
    const atEngine = fake.engines[1]?.posted[0]?.ports[0];
    const arrived = new Promise((resolve) => atEngine?.on('message', resolve));
    atEngine?.start();
    atPage.postMessage(Uint8Array.of(1, 2, 3));
    expect(await arrived).toMatchObject({ data: Uint8Array.of(1, 2, 3) });
    atPage.close();
  });

  it('sends pictures of browser pages', async () => {
    core.sources = [
      sourceSchema.parse({
        kind: 'browser-page',
        id: 'page',
        name: 'Page',
        url: 'https://a.example/',
        css: 'body{}',
      }),
    ];
    await run();
    const [offscreen, window] = fake.windows;
    window?.webContents.raise('did-finish-load');
    const port = window?.webContents.ports.find(({ name }) => name === 'page-frames')?.port;
    const arrived = new Promise<{ data: Uint8Array }>((resolve) => port?.on('message', resolve));
    port?.start();
    offscreen?.webContents.raise(
      'paint',
      {},
      {},
      {
        getSize: () => ({ width: 1, height: 1 }),
        toBitmap: () => Buffer.of(1, 2, 3, 4),
      },
    );
    expect(decodePageFrame((await arrived).data)).toMatchObject({
      sourceId: 'page',
      encoding: 'bgra',
    });
    port?.close();
  });
});

describe('while live', () => {
  it('keeps the machine awake and the window at full speed', async () => {
    await run();
    core.active.emit(true);
    core.active.emit(true);
    expect(fake.blockers.size).toBe(1);
    expect(studio().webContents.throttling).toBe(false);
    core.active.emit(false);
    expect(fake.blockers.size).toBe(0);
    expect(studio().webContents.throttling).toBe(true);
  });

  it('asks before it quits', async () => {
    await run();
    core.isActive = true;
    expect(studio().raise('close').defaultPrevented).toBe(true);
    await expect.poll(() => fake.messageBoxes).toBe(1);
    expect(fake.app.exitCode).toBeUndefined();
    fake.messageBoxResponse = 1;
    fake.app.quit();
    await expect.poll(() => fake.app.exitCode).toBe(0);
    expect(core.log).toEqual(['core closed']);
  });

  it('quits in order otherwise, and once', async () => {
    await run();
    studio().on('closed', () => core.log.push('window closed'));
    fake.app.quit();
    fake.app.quit();
    await expect.poll(() => fake.app.exitCode).toBe(0);
    expect(core.log).toEqual(['core closed', 'window closed']);
    expect(stored.window).toBeUndefined();
  });
});
