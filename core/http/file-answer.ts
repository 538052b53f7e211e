import { parseRange } from './range.ts';
import { securityHeaders } from './security-headers.ts';

/** A file that may be served, as it was when it was looked at. */
export interface ServableFile {
  readonly path: string;
  readonly bytes: number;
  readonly mtimeMs: number;
  readonly contentType: string;
}

export interface FileRequest {
  readonly method: string;
  /** A request header's value by its lower-case name. */
  header(name: string): string | null | undefined;
}

/** What to answer; `body` are the bytes to send, `end` inclusive, or null for none. */
export interface FileAnswer {
  readonly status: 200 | 206 | 304 | 405 | 416;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: { readonly start: number; readonly end: number } | null;
}

/** Strong enough for our own files: a change that keeps both size and millisecond is not expected. */
export function entityTag({ bytes, mtimeMs }: Pick<ServableFile, 'bytes' | 'mtimeMs'>): string {
  return `"${Math.trunc(mtimeMs).toString(36)}-${bytes.toString(36)}"`;
}

/** Decides about a request for a file (RFC 9110, sections 13 and 14), without touching the file. */
export function answerFile(request: FileRequest, file: ServableFile): FileAnswer {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return { status: 405, headers: { ...securityHeaders, allow: 'GET, HEAD' }, body: null };
  }
  const tag = entityTag(file);
  const common = {
    ...securityHeaders,
    etag: tag,
    'accept-ranges': 'bytes',
    // Always asked again; the answer is a 304 while the file is the same.
    'cache-control': 'private, no-cache',
  };
  if (listsTag(request.header('if-none-match'), tag)) {
    return { status: 304, headers: common, body: null };
  }
  const described = { ...common, 'content-type': file.contentType };
  const ifRange = request.header('if-range');
  // Ranges are defined for GET alone.
  const mayRange =
    request.method === 'GET' && (ifRange === null || ifRange === undefined || ifRange === tag);
  const range = parseRange(mayRange ? request.header('range') : null, file.bytes);
  if (range.kind === 'unsatisfiable') {
    return {
      status: 416,
      headers: { ...common, 'content-range': `bytes */${file.bytes}`, 'content-length': '0' },
      body: null,
    };
  }
  if (range.kind === 'part') {
    const { start, end } = range;
    return {
      status: 206,
      headers: {
        ...described,
        'content-length': String(end - start + 1),
        'content-range': `bytes ${start}-${end}/${file.bytes}`,
      },
      body: { start, end },
    };
  }
  return {
    status: 200,
    headers: { ...described, 'content-length': String(file.bytes) },
    body: request.method === 'HEAD' || file.bytes === 0 ? null : { start: 0, end: file.bytes - 1 },
  };
}

/** Weak comparison (RFC 9110, section 8.8.3.2), as If-None-Match asks for. */
function listsTag(header: string | null | undefined, tag: string): boolean {
  if (header === null || header === undefined) return false;
  return header.split(',').some((entry) => {
    const candidate = entry.trim();
    return candidate === '*' || candidate.replace(/^W\//, '') === tag;
  });
}
