import type { Secret } from '#shared/lib/secret.ts';
import { redact } from '#shared/lib/secret.ts';
import type { DestinationFailure, DestinationReason } from '#shared/model/broadcast.ts';
import type { RtmpClientStep } from '#shared/protocol/rtmp-client-session.ts';
import type { RtmpError } from '#shared/protocol/rtmp-message.ts';

/** Where an attempt is: what it waits for, in protocol terms. */
export type RtmpStep = 'dns' | 'tcp' | 'tls' | RtmpClientStep;

/** How an attempt ended. What is permanent is not tried again by itself. */
export interface RtmpEnding {
  readonly failure: DestinationFailure;
  readonly isPermanent: boolean;
}

const timeoutReasons: Readonly<Record<RtmpStep, DestinationReason>> = {
  dns: 'dns-failed',
  // As the system itself says it, had it been asked to wait longer.
  tcp: 'unreachable',
  tls: 'tls-failed',
  C0C1: 'handshake-timeout',
  C2: 'handshake-timeout',
  connect: 'connect-timeout',
  createStream: 'publish-timeout',
  publish: 'publish-timeout',
  live: 'stalled',
};

export function timeoutEnding(step: RtmpStep, limitMs: number): RtmpEnding {
  const what = step === 'live' ? 'the network took nothing' : 'no answer';
  return transient(timeoutReasons[step], step, `${what} for ${limitMs / 1000} s`);
}

/** `isSettled`: whether the stream was live for a while; many servers accept any key, and then hang up. */
export function closedEnding(step: RtmpStep, isSettled: boolean): RtmpEnding {
  const when =
    step === 'live' && !isSettled
      ? ' right after it took the stream: the key may be wrong or in use'
      : '';
  return transient('closed-by-server', step, `the server closed the connection${when}`);
}

export function protocolEnding(step: RtmpStep, error: RtmpError): RtmpEnding {
  return transient('protocol-error', step, `not RTMP as specified: ${error.message}`);
}

export function unsupportedCodecEnding(codec: string): RtmpEnding {
  const detail = `RTMP takes h264 and aac here, and the program is ${codec}`;
  return permanent('unsupported-codec', 'publish', detail);
}

export function badUrlEnding(detail: string): RtmpEnding {
  return permanent('bad-url', 'url', detail);
}

const socketReasons: Readonly<Record<string, DestinationReason>> = {
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENETDOWN: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  EACCES: 'unreachable',
};

/** From an error of the socket; of several addresses that failed, the first speaks. */
export function socketEnding(error: Error, step: RtmpStep, secrets: readonly Secret[]): RtmpEnding {
  const code = codeOf(error);
  const detail = clip(redact(`${code} ${describe(error)}`.trim(), secrets));
  if (step === 'dns') return transient('dns-failed', step, detail);
  if (step === 'tls') {
    // Another try meets the same certificate.
    return { ...transient('tls-failed', step, detail), isPermanent: isCertificateError(code) };
  }
  if (step === 'tcp') return transient(socketReasons[code] ?? 'unreachable', step, detail);
  return transient('connection-lost', step, detail);
}

const authWords =
  /auth|forbidden|denied|not allowed|permission|credential|password|token|\b40[13]\b/i;

/** What the server answered instead of a result, or when it ended the stream. */
export function rejectedEnding(
  rejection: { readonly step: RtmpClientStep; readonly code: string; readonly description: string },
  secrets: readonly Secret[],
): RtmpEnding {
  const { step, code, description } = rejection;
  const said = clip(redact([code, description].filter(Boolean).join(': '), secrets));
  const detail = said || 'the server said no without a reason';
  if (authWords.test(`${code} ${description}`)) return permanent('auth-failed', step, detail);
  if (step === 'live') return transient('closed-by-server', step, detail);
  const reason = step === 'connect' ? 'connect-rejected' : 'publish-rejected';
  return permanent(reason, step, detail);
}

function transient(reason: DestinationReason, step: string, detail: string): RtmpEnding {
  return { failure: { reason, step, detail }, isPermanent: false };
}

function permanent(reason: DestinationReason, step: string, detail: string): RtmpEnding {
  return { failure: { reason, step, detail }, isPermanent: true };
}

function codeOf(error: Error): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code) return code;
  const [first] = error instanceof AggregateError ? (error.errors as Error[]) : [];
  return first ? codeOf(first) : '';
}

function describe(error: Error): string {
  const [first] = error instanceof AggregateError ? (error.errors as Error[]) : [];
  return first ? first.message : error.message;
}

function isCertificateError(code: string): boolean {
  return /CERT|SIGNATURE|ISSUER|ALTNAME/.test(code);
}

/** The schema's limit, and room to read. */
function clip(text: string): string {
  return text.length > 500 ? `${text.slice(0, 500)}…` : text;
}
