import { describe, expect, it } from 'vitest';
import { answerFile, entityTag } from './file-answer.ts';

const file = { path: '/a.mp4', bytes: 10, mtimeMs: 1_700_000_000_123.7, contentType: 'video/mp4' };
const tag = entityTag(file);

function ask(method: string, headers: Record<string, string> = {}, of = file) {
  return answerFile({ method, header: (name) => headers[name] }, of);
}

describe('answerFile', () => {
  it('gives the whole file with its length, type and tag', () => {
    const answer = ask('GET');
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ start: 0, end: 9 });
    expect(answer.headers).toMatchObject({
      'content-length': '10',
      'content-type': 'video/mp4',
      'accept-ranges': 'bytes',
      etag: tag,
      'x-content-type-options': 'nosniff',
    });
  });

  it('gives a part', () => {
    const answer = ask('GET', { range: 'bytes=2-5' });
    expect(answer.status).toBe(206);
    expect(answer.body).toEqual({ start: 2, end: 5 });
    expect(answer.headers).toMatchObject({
      'content-length': '4',
      'content-range': 'bytes 2-5/10',
    });
  });

  it('refuses a range outside the file and says how long it is', () => {
    const answer = ask('GET', { range: 'bytes=10-' });
    expect(answer).toMatchObject({ status: 416, body: null });
    expect(answer.headers['content-range']).toBe('bytes */10');
  });

  it('has no body for HEAD, and ignores its range', () => {
    const answer = ask('HEAD', { range: 'bytes=2-5' });
    expect(answer).toMatchObject({ status: 200, body: null });
    expect(answer.headers['content-length']).toBe('10');
  });

  it.each([tag, `W/${tag}`, `"other", ${tag}`, '*'])('is 304 for If-None-Match: %s', (header) => {
    expect(ask('GET', { 'if-none-match': header })).toMatchObject({ status: 304, body: null });
  });

  it('gives the whole file when If-Range names another version', () => {
    expect(ask('GET', { range: 'bytes=2-5', 'if-range': '"old"' }).status).toBe(200);
    expect(ask('GET', { range: 'bytes=2-5', 'if-range': tag }).status).toBe(206);
  });

  it('has nothing to send of an empty file', () => {
    expect(ask('GET', {}, { ...file, bytes: 0 }).body).toBeNull();
  });

  it('reads only', () => {
    expect(ask('POST').status).toBe(405);
  });

  it('changes the tag with the size and with the time', () => {
    expect(entityTag({ ...file, bytes: 11 })).not.toBe(tag);
    expect(entityTag({ ...file, mtimeMs: file.mtimeMs + 1 })).not.toBe(tag);
  });
});
