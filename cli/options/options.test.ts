import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CommandError } from '../exit-codes.ts';
import { parseDestination, type KeyReaders } from './destinations.ts';
import { parseDurationMs } from './duration.ts';
import { parseOutput } from './output-options.ts';

const readers: KeyReaders = {
  environment: { TALLYLIGHT_STREAM_KEY: 'shared-key', OTHER: 'other-key' },
  readFile(file) {
    if (file !== 'key.txt') throw new Error('ENOENT');
    return 'file-key\n';
  },
};

describe('parseDurationMs', () => {
  it.each([
    ['30s', 30_000],
    ['30', 30_000],
    ['1.5m', 90_000],
    ['500ms', 500],
    ['2h', 7_200_000],
  ])('reads %s', (text, durationMs) => {
    expect(parseDurationMs(text)).toBe(durationMs);
  });
  it.each(['', 's', '-3s', '0', '30 seconds', '9999999h', '1e3'])('refuses %j', (text) => {
    expect(() => parseDurationMs(text)).toThrow(CommandError);
  });
});

describe('parseOutput', () => {
  it('has defaults', () => {
    expect(parseOutput({})).toMatchObject({
      width: 1920,
      height: 1080,
      fps: 30,
      videoCodec: 'h264',
    });
  });
  it('reads every option', () => {
    expect(
      parseOutput({
        size: '1280x720',
        fps: '60',
        videoBitrate: '4500',
        audioBitrate: '128',
        codec: 'vp9',
        keyframeInterval: '1',
      }),
    ).toMatchObject({
      width: 1280,
      height: 720,
      fps: 60,
      videoBitrateKbps: 4500,
      audioBitrateKbps: 128,
      videoCodec: 'vp9',
      keyframeIntervalS: 1,
    });
  });
  it.each([
    [{ size: '1920' }, '--size'],
    [{ size: '1921x1080' }, '--size'],
    [{ fps: 'fast' }, '--fps'],
    [{ videoBitrate: '' }, '--video-bitrate'],
    [{ audioBitrate: '9000' }, '--audio-bitrate'],
    [{ codec: 'mpeg2' }, '--codec'],
    [{ keyframeInterval: '0' }, '--keyframe-interval'],
  ])('names the option of %j', (raw, option) => {
    expect(() => parseOutput(raw)).toThrow(option);
  });
});

describe('parseDestination', () => {
  const parse = (url: string, keyFrom?: { kind: 'env' | 'file'; name: string }) => {
    const { url: address, key } = parseDestination({ url, ...(keyFrom && { keyFrom }) }, readers);
    return { address, key: key.reveal() };
  };
  it('takes the key from the address, its query too', () => {
    expect(parse('rtmp://host:1936/app/instance/secret?token=1')).toEqual({
      address: 'rtmp://host:1936/app/instance',
      key: 'secret?token=1',
    });
  });
  it('prefers the named key, which makes the whole path the application', () => {
    expect(parse('rtmps://host/app/instance', { kind: 'env', name: 'OTHER' })).toEqual({
      address: 'rtmps://host/app/instance',
      key: 'other-key',
    });
    expect(parse('rtmp://host/app', { kind: 'file', name: 'key.txt' }).key).toBe('file-key');
  });
  it('falls back on the environment', () => {
    expect(parse('rtmp://host/app').key).toBe('shared-key');
  });
  it.each([
    ['rtmp://host', 'no application'],
    ['rtmp://host/', 'no application'],
    ['http://host/app/key', 'must begin with rtmp'],
    ['nonsense', 'must begin with rtmp'],
  ])('refuses %s', (url, message) => {
    expect(() => parse(url)).toThrow(message);
  });
  it('says which key is missing', () => {
    expect(() => parse('rtmp://host/app', { kind: 'env', name: 'NONE' })).toThrow('--key-env NONE');
    expect(() => parse('rtmp://host/app', { kind: 'file', name: 'none' })).toThrow(
      '--key-file none',
    );
    expect(() =>
      parseDestination({ url: 'rtmp://host/app' }, { ...readers, environment: {} }),
    ).toThrow('no stream key');
  });
  it('gives a destination or a CommandError for any text, and shows no key', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webUrl(),
          fc.string().map((path) => `rtmp://h/${path}`),
        ),
        (url) => {
          try {
            const { key } = parseDestination({ url }, readers);
            expect(JSON.stringify(key)).toBe('"[secret]"');
          } catch (error) {
            expect(error).toBeInstanceOf(CommandError);
          }
        },
      ),
      { numRuns: 20_000 },
    );
  });
});
