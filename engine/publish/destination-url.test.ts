import { describe, expect, it } from 'vitest';
import { Secret, redact } from '#shared/lib/secret.ts';
import { DestinationUrlError } from '#shared/model/destination-url.ts';
import { parseDestination, secretsOf } from './destination-url.ts';

describe('parseDestination', () => {
  it('takes the key that was given, without line ends', () => {
    const destination = parseDestination('rtmp://host/app/instance', new Secret(' key\n'));
    expect(destination).toMatchObject({ app: 'app/instance', tcUrl: 'rtmp://host/app/instance' });
    expect(destination.streamKey.reveal()).toBe('key');
  });

  it('takes the key off the address when none was given', () => {
    const destination = parseDestination('rtmp://host/app/key', new Secret(''));
    expect(destination.tcUrl).toBe('rtmp://host/app');
    expect(destination.streamKey.reveal()).toBe('key');
  });

  it('wants a key', () => {
    const parse = (): unknown => parseDestination('rtmp://host/app', new Secret(''));
    expect(parse).toThrow(DestinationUrlError);
    expect(parse).toThrow('no stream key');
  });
});

it('secretsOf covers the key, its spellings and its parts', () => {
  const key = new Secret('stream-name?sign=signature/1');
  const secrets = secretsOf(parseDestination('rtmp://host/app', key));
  const said = 'stream-name?sign=signature/1, stream-name%3Fsign%3Dsignature%2F1, signature';
  expect(redact(said, secrets)).toBe('[secret], [secret], [secret]');
});
