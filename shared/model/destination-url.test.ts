import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DestinationUrlError, parseDestinationUrl, splitStreamKey } from './destination-url.ts';

describe('parseDestinationUrl', () => {
  it.each([
    ['rtmp://host/app', { secure: false, host: 'host', port: 1935, app: 'app' }],
    ['RTMPS://host/app/', { secure: true, host: 'host', port: 443, app: 'app' }],
    ['rtmp://[::1]:1936/a/instance', { secure: false, host: '::1', port: 1936, app: 'a/instance' }],
    [
      ' rtmp://host:80/app?token=1\n',
      { secure: false, host: 'host', port: 80, app: 'app?token=1' },
    ],
  ])('reads %s', (url, address) => {
    expect(parseDestinationUrl(url)).toMatchObject(address);
  });

  it('tells the server how it was reached', () => {
    expect(parseDestinationUrl('RTMP://host:1936//app/').tcUrl).toBe('rtmp://host:1936/app');
  });

  it.each([
    ['rtmp://host', 'application'],
    ['rtmp://host/', 'application'],
    ['rtmp://host?x=1', 'application'],
    ['rtmp:///app', 'host'],
    ['rtmp://:1935/app', 'host'],
    ['rtmp://ho st/app', 'host'],
    ['rtmp://host:0/app', 'port'],
    ['rtmp://host:70000/app', 'port'],
    ['rtmp://me:secret@host/app', 'user name'],
    ['rtmp://host/a b', 'space'],
    ['srt://host/app', 'rtmp://'],
    ['host/app', 'rtmp://'],
    ['', 'rtmp://'],
  ])('refuses %s and says why', (url, word) => {
    expect(() => parseDestinationUrl(url)).toThrow(DestinationUrlError);
    expect(() => parseDestinationUrl(url)).toThrow(word);
  });

  it('fails with its own error for any text, and never repeats it', () => {
    const text = fc.oneof(
      fc.string(),
      fc.string().map((rest) => `rtmp://${rest}`),
      fc.string().map((rest) => `rtmps://host/${rest}`),
    );
    fc.assert(
      fc.property(text, (url) => {
        try {
          expect(parseDestinationUrl(url).app).not.toBe('');
        } catch (error) {
          expect(error).toBeInstanceOf(DestinationUrlError);
          if (url.length > 30) expect((error as Error).message).not.toContain(url);
        }
      }),
      { numRuns: 100_000 },
    );
  });
});

describe('splitStreamKey', () => {
  it.each([
    ['rtmp://host/app/key', 'rtmp://host/app', 'key'],
    ['rtmp://host/app/instance/key', 'rtmp://host/app/instance', 'key'],
    ['rtmps://host:443/app//key', 'rtmps://host:443/app', 'key'],
    ['rtmp://host/app/key?sign=a/b', 'rtmp://host/app', 'key?sign=a/b'],
    ['rtmp://host/app', 'rtmp://host/app', null],
    ['rtmp://host/app/', 'rtmp://host/app/', null],
    ['rtmp://host', 'rtmp://host', null],
    ['nonsense', 'nonsense', null],
  ])('splits %s', (given, url, streamKey) => {
    expect(splitStreamKey(given)).toEqual({ url, streamKey });
  });

  it('takes any text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        splitStreamKey(`rtmp://host/${text}`);
      }),
      { numRuns: 100_000 },
    );
  });
});
