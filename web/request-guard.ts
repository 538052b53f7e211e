import type { IncomingHttpHeaders } from 'node:http';
import type { Answer } from './answers.ts';

export interface GuardedRequest {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly isUpgrade: boolean;
}

const safeMethods = ['GET', 'HEAD'];

/** The names by which this machine reaches the host; any other came from DNS rebinding. */
export function ownHosts(port: number): readonly string[] {
  return [`127.0.0.1:${port}`, `localhost:${port}`];
}

/**
 * Whether another site or another name could be behind a request. SameSite cookies do not tell
 * ports apart, so every other server on this machine counts as a stranger, too.
 */
export function refuseStranger(
  { method, headers, isUpgrade }: GuardedRequest,
  port: number,
): Answer | null {
  const { host, origin } = headers;
  if (host === undefined || !ownHosts(port).includes(host)) {
    return { status: 421, message: 'This name is not served here.' };
  }
  const changesState = isUpgrade || !safeMethods.includes(method);
  if (origin === undefined ? changesState : origin !== `http://${host}`) {
    return { status: 403, message: 'Another origin may not ask for this.' };
  }
  const site = headers['sec-fetch-site'];
  const isNavigation = !changesState && headers['sec-fetch-mode'] === 'navigate';
  if ((site === 'cross-site' || site === 'same-site') && !isNavigation) {
    return { status: 403, message: 'Another site may not ask for this.' };
  }
  return null;
}

/** Cookies are shared by all ports of a host, so the name carries ours. */
export function sessionCookieName(port: number): string {
  return `tallylight-${port}`;
}

export function sessionCookie(port: number, session: string): string {
  return `${sessionCookieName(port)}=${session}; Path=/; HttpOnly; SameSite=Strict`;
}

export function readSession(headers: IncomingHttpHeaders, port: number): string | undefined {
  const name = `${sessionCookieName(port)}=`;
  return headers.cookie
    ?.split(';')
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(name))
    ?.slice(name.length);
}
