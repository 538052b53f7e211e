import type { DesktopCapturerSource, Session } from 'electron';
import type { MediaDevice } from '#shared/contract/producer.ts';
import type { Clock } from '#shared/lib/clock.ts';
import type { ElectronModule } from './electron-module.ts';
import { isStudio } from './scheme.ts';

/** What the page will capture next; it says so just before it calls `getDisplayMedia`. */
export interface CaptureChoice {
  /** Of a screen or window as listed; empty: the first screen. */
  readonly id: string;
  readonly systemAudio: boolean;
}

export interface DisplayCaptureOptions {
  readonly electron: Pick<ElectronModule, 'desktopCapturer'>;
  readonly session: Pick<Session, 'setDisplayMediaRequestHandler'>;
  readonly clock: Clock;
  /** Wayland's portal asks the person at each listing, so there one listing is kept. */
  readonly listsOnce: boolean;
}

const choiceLifetimeMs = 10_000;
const thumbnailSize = { width: 320, height: 180 };

/** Lists screens and windows, and answers the page's requests for one with what it chose. */
export class DisplayCapture {
  readonly #options: DisplayCaptureOptions;
  #choice: (CaptureChoice & { readonly expiresAtUs: number }) | undefined;
  #kept: Promise<readonly DesktopCapturerSource[]> | undefined;

  constructor(options: DisplayCaptureOptions) {
    this.#options = options;
    options.session.setDisplayMediaRequestHandler((request, callback) => {
      void this.#pick(request)
        .catch(() => null)
        .then(callback)
        // The frame went meanwhile; nobody is left to be told.
        .catch(() => undefined);
    });
  }

  async list(): Promise<readonly MediaDevice[]> {
    const sources = await this.#sources();
    return sources.map(({ id, name, thumbnail }) => ({
      kind: id.startsWith('screen:') ? 'display' : 'window',
      id,
      label: name,
      thumbnail: thumbnail.isEmpty() ? null : thumbnail.toDataURL(),
    }));
  }

  /** Good for one request within ten seconds. */
  announce(choice: CaptureChoice): void {
    const expiresAtUs = this.#options.clock.nowUs() + choiceLifetimeMs * 1000;
    this.#choice = { ...choice, expiresAtUs };
  }

  /**
   * Null refuses. Electron throws when video was asked for and the answer has none, so sound alone is
   * never an answer to such a request.
   */
  async #pick(request: {
    readonly securityOrigin: string;
    readonly videoRequested: boolean;
    readonly audioRequested: boolean;
  }): Promise<Electron.Streams | null> {
    const choice = this.#choice;
    this.#choice = undefined;
    if (!isStudio(request.securityOrigin)) return null;
    if (!choice || this.#options.clock.nowUs() > choice.expiresAtUs) return null;
    const audio =
      request.audioRequested && choice.systemAudio ? ({ audio: 'loopback' } as const) : {};
    if (!request.videoRequested) return 'audio' in audio ? audio : null;
    const sources = await this.#sources();
    const video =
      choice.id === ''
        ? sources.find(({ id }) => id.startsWith('screen:'))
        : sources.find(({ id }) => id === choice.id);
    return video ? { video, ...audio } : null;
  }

  #sources(): Promise<readonly DesktopCapturerSource[]> {
    const { electron, listsOnce } = this.#options;
    if (listsOnce && this.#kept) return this.#kept;
    const listed = electron.desktopCapturer.getSources({
      types: ['screen', 'window'],
      thumbnailSize,
      fetchWindowIcons: false,
    });
    this.#kept = listed;
    listed.catch(() => (this.#kept = undefined));
    return listed;
  }
}
