import type { Socket } from 'node:net';
import { connect as connectTcp, isIP } from 'node:net';
import { connect as connectTls, rootCertificates } from 'node:tls';

export interface SocketTarget {
  readonly secure: boolean;
  readonly host: string;
  readonly port: number;
}

/** A socket that is connecting; one for a secure target emits `secureConnect` after `connect`. */
export type ConnectSocket = (target: SocketTarget) => Socket;

export interface ConnectSocketOptions {
  /** PEM certificates that are trusted besides the well-known authorities. */
  readonly extraAuthorities?: readonly string[];
}

/** The system's network. Certificates are always verified. */
export function createConnectSocket(options: ConnectSocketOptions = {}): ConnectSocket {
  const extra = options.extraAuthorities ?? [];
  const trust = extra.length > 0 ? { ca: [...rootCertificates, ...extra] } : {};
  return ({ secure, host, port }) => {
    if (!secure) return connectTcp({ host, port });
    // Server names of addresses are forbidden (RFC 6066 §3).
    return connectTls({ host, port, ...trust, ...(isIP(host) ? {} : { servername: host }) });
  };
}
