import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { answerFile, type ServableFile } from '#core/http/file-answer.ts';
import { securityHeaders } from '#core/http/security-headers.ts';
import type { ElectronModule } from './electron-module.ts';

const scheme = 'tallylight';
/** Where the studio lives; relative addresses such as `/media/clip` stay inside. */
export const studioUrl = `${scheme}://studio/`;

/** Whether an address or origin is the studio's. `URL.origin` is `null` for schemes that Node does not know. */
export function isStudio(address: string): boolean {
  return address === studioUrl.slice(0, -1) || address.startsWith(studioUrl);
}

/** Once, before the app is ready. */
export function registerScheme({ protocol }: Pick<ElectronModule, 'protocol'>): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme,
      privileges: {
        standard: true,
        secure: true,
        supportFetchAPI: true,
        stream: true,
        codeCache: true,
      },
    },
  ]);
}

export interface SchemeOptions {
  readonly electron: Pick<ElectronModule, 'protocol'>;
  /** The built renderer. */
  readonly folder: { find(pathname: string): Promise<ServableFile | null> };
  readonly media: {
    resolve(sourceId: string): Promise<ServableFile | null> | ServableFile | null;
  };
}

/** Serves the renderer and `/media/<source>`, with the headers and ranges of the browser host. */
export function serveScheme({ electron, folder, media }: SchemeOptions): void {
  electron.protocol.handle(scheme, async (request) => {
    const file = isStudio(request.url) ? await find(new URL(request.url).pathname) : null;
    if (!file) return new Response(null, { status: 404, headers: securityHeaders });
    const { status, headers, body } = answerFile(
      { method: request.method, header: (name) => request.headers.get(name) },
      file,
    );
    return new Response(body && streamFile(file.path, body), { status, headers });
  });

  async function find(pathname: string): Promise<ServableFile | null> {
    const sourceId = /^\/media\/([^/]+)$/.exec(pathname)?.[1];
    return sourceId === undefined ? folder.find(pathname) : media.resolve(decode(sourceId));
  }
}

function streamFile(path: string, part: { start: number; end: number }): ReadableStream {
  return Readable.toWeb(createReadStream(path, part)) as ReadableStream;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return '';
  }
}
