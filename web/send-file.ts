import { createReadStream } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { answerFile, type ServableFile } from '#core/http/file-answer.ts';

/** Answers with a file; reads no faster than the other side takes it. Never rejects. */
export async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  file: ServableFile,
): Promise<void> {
  const answer = answerFile(
    {
      method: request.method ?? '',
      header: (name) => request.headers[name]?.toString(),
    },
    file,
  );
  response.writeHead(answer.status, answer.headers);
  if (!answer.body) {
    response.end();
    return;
  }
  const { start, end } = answer.body;
  const stream = createReadStream(file.path, { start, end });
  try {
    await pipeline(stream, response, { end: false });
  } catch {
    // The file is gone or the reader is: the headers are out, so only the connection can say so.
    response.destroy();
    return;
  }
  // A file that shrank meanwhile must not look whole.
  if (stream.bytesRead === end - start + 1) response.end();
  else response.destroy();
}
