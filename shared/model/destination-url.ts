/**
 * Addresses of RTMP destinations: `rtmp[s]://host[:port]/application[/instance]`, with the stream key
 * apart from them. Read by hand, because URL parsers take a `?` in an application or a key for theirs.
 */
export interface DestinationAddress {
  readonly secure: boolean;
  readonly host: string;
  readonly port: number;
  readonly app: string;
  /** What the server is told it was reached by. */
  readonly tcUrl: string;
}

/** Reason `bad-url`. The message names what is wrong and never repeats the address: it may hold a key. */
export class DestinationUrlError extends Error {
  override readonly name = 'DestinationUrlError';
  readonly reason = 'bad-url';
}

const defaultPorts = { rtmp: 1935, rtmps: 443 } as const;

/** Throws `DestinationUrlError`. */
export function parseDestinationUrl(url: string): DestinationAddress {
  const [, scheme = '', authority = '', path = ''] =
    /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/is.exec(url.trim()) ?? [];
  const protocol = scheme.toLowerCase();
  if (protocol !== 'rtmp' && protocol !== 'rtmps') {
    throw new DestinationUrlError('the address must begin with rtmp:// or rtmps://');
  }
  if (authority.includes('@')) {
    throw new DestinationUrlError('a user name in the address is not supported');
  }
  const { host, port } = parseAuthority(authority, defaultPorts[protocol]);
  const app = path.replace(/^\/+|\/+$/g, '');
  if (app === '' || /^[?#]/.test(app)) {
    throw new DestinationUrlError('the address has no application: rtmp://host/application');
  }
  // eslint-disable-next-line no-control-regex -- these are what must not be in an address
  if (/[\u0000-\u0020\u007f]/.test(app)) {
    throw new DestinationUrlError('the application has a space or a control character');
  }
  return {
    secure: protocol === 'rtmps',
    host,
    port,
    app,
    tcUrl: `${protocol}://${authority}/${app}`,
  };
}

function parseAuthority(authority: string, defaultPort: number): { host: string; port: number } {
  const [, bracketed, plain = '', portText] =
    /^(?:\[([0-9a-f:.]+)\]|([^:[\]\s]*))(?::(\d{1,5}))?$/i.exec(authority) ?? [];
  const host = bracketed ?? plain;
  if (host === '') {
    throw new DestinationUrlError('the address has no host: rtmp://host/application');
  }
  const port = portText === undefined ? defaultPort : Number(portText);
  if (port < 1 || port > 65_535) {
    throw new DestinationUrlError('the port in the address must be 1 to 65535');
  }
  return { host, port };
}

/**
 * Takes the stream key off an address that ends in it: `rtmp://host/app/key` gives
 * `{ url: 'rtmp://host/app', streamKey: 'key' }`. An address with an application alone has none. For
 * addresses that came without a key of their own: with one, `app/instance` is an application.
 */
export function splitStreamKey(url: string): {
  readonly url: string;
  readonly streamKey: string | null;
} {
  const [, base, app, key] =
    /^([a-z]+:\/\/[^/]+\/+)([^?]*[^/?])\/+([^/?]+(?:\?.*)?)$/is.exec(url.trim()) ?? [];
  if (base === undefined || app === undefined || key === undefined) return { url, streamKey: null };
  return { url: `${base}${app}`, streamKey: key };
}
