import { FFmpegError } from 'node-av/lib';

/** What FFmpeg could not do; `message` is `what: FFmpeg's words`. */
export class AvError extends Error {
  override readonly name = 'AvError';
  /** FFmpeg's AVERROR, negative. */
  readonly code: number;

  constructor(what: string, code: number) {
    super(`${what}: ${FFmpegError.strerror(code)}`);
    this.code = code;
  }
}

/** Throws `AvError` when `code` is one. */
export function check(code: number, what: string): void {
  if (code < 0) throw new AvError(what, code);
}
