import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { requirePeer } from './peers.ts';

export interface TlsIdentity {
  /** PEM. */
  readonly authority: string;
  readonly key: string;
  readonly certificate: string;
}

/** A certificate for `localhost` and 127.0.0.1 from an authority of its own. */
export function makeTlsIdentity(): TlsIdentity {
  const folder = mkdtempSync(join(tmpdir(), 'tallylight-tls-'));
  const file = (name: string): string => join(folder, name);
  const openssl = (...args: readonly string[]): void => {
    execFileSync(requirePeer('openssl'), args, { stdio: 'pipe' });
  };
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  try {
    writeFileSync(file('ext'), 'subjectAltName=DNS:localhost,IP:127.0.0.1');
    openssl(
      ...['req', '-x509', ...newKey, '-days', '2', '-subj', '/CN=Test authority'],
      ...['-keyout', file('ca.key'), '-out', file('ca.pem')],
    );
    openssl(
      ...['req', ...newKey, '-subj', '/CN=localhost', '-keyout', file('key'), '-out', file('csr')],
    );
    openssl(
      ...['x509', '-req', '-in', file('csr'), '-CA', file('ca.pem'), '-CAkey', file('ca.key')],
      ...['-CAcreateserial', '-days', '2', '-extfile', file('ext'), '-out', file('pem')],
    );
    const read = (name: string): string => readFileSync(file(name), 'utf8');
    return { authority: read('ca.pem'), key: read('key'), certificate: read('pem') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Takes TLS and passes it on, decrypted, to a local port. */
export async function startTlsFront(
  identity: TlsIdentity,
  toPort: number,
): Promise<{ readonly port: number; readonly close: () => Promise<void> }> {
  const server = createServer({ key: identity.key, cert: identity.certificate }, (socket) => {
    const back = connect(toPort, '127.0.0.1');
    socket.on('error', () => back.destroy()).on('close', () => back.destroy());
    back.on('error', () => socket.destroy()).on('close', () => socket.end());
    socket.pipe(back).pipe(socket);
  });
  // Clients that do not trust us are expected.
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
}
