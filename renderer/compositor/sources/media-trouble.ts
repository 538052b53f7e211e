import { UnsupportedInputFormatError } from 'mediabunny';

/** Why a file does not play, in words that follow its name. */
export class MediaTroubleError extends Error {
  override readonly name = 'MediaTroubleError';
}

export function describeMediaError(error: unknown): string {
  if (error instanceof MediaTroubleError) return error.message;
  if (error instanceof UnsupportedInputFormatError) return 'not a media file that can be read';
  if (error instanceof DOMException && error.name === 'EncodingError') {
    return `its contents are damaged (${error.message})`;
  }
  const detail = error instanceof Error ? error.message : String(error);
  return `it cannot be played (${detail})`;
}

/** Asks for the first byte, for a clear word about a file that is not there. */
export async function refuseUnreachable(url: string, signal: AbortSignal): Promise<void> {
  let response: Response;
  try {
    response = await fetch(url, { headers: { range: 'bytes=0-0' }, signal });
  } catch (cause) {
    throw new MediaTroubleError('the file cannot be reached', { cause });
  }
  await response.body?.cancel();
  if (response.status === 404) throw new MediaTroubleError('there is no such file');
  // 416: nothing at byte 0.
  if (response.status === 416) throw new MediaTroubleError('the file is empty');
  if (!response.ok) throw new MediaTroubleError(`reading it failed (HTTP ${response.status})`);
}
