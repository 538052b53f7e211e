import type { DestinationFailure, DestinationReason } from './broadcast.ts';

/** Wording for people: what went wrong, and what to do about it. */
interface ReasonText {
  readonly title: string;
  readonly advice: string;
}

const texts: Record<DestinationReason, ReasonText> = {
  'bad-url': {
    title: 'The address is not complete',
    advice: 'Enter it as the service shows it, such as rtmp://live.example.com/app.',
  },
  'dns-failed': {
    title: 'The server was not found',
    advice: 'Check the address for typing errors and that this computer is online.',
  },
  refused: {
    title: 'The server does not accept connections',
    advice: 'Check the port in the address, and that the server is running.',
  },
  unreachable: {
    title: 'The server cannot be reached',
    advice: 'Check that this computer is online and that no firewall stops outgoing streams.',
  },
  'tls-failed': {
    title: 'The secure connection failed',
    advice: 'Check that the address is right and that this computer shows the right date and time.',
  },
  'handshake-timeout': {
    title: 'The server did not answer the greeting',
    advice: 'Check the port: it may belong to another kind of server.',
  },
  'connect-timeout': {
    title: 'The server did not answer',
    advice: 'Try again; if it stays so, choose another of the service’s servers.',
  },
  'connect-rejected': {
    title: 'The server refused the application',
    advice: 'Check the part of the address after the server’s name.',
  },
  'publish-timeout': {
    title: 'The server did not confirm the stream',
    advice: 'Try again; if it stays so, choose another of the service’s servers.',
  },
  'publish-rejected': {
    title: 'The server refused the stream',
    advice: 'Check the stream key, and that no other program is streaming with it.',
  },
  'auth-failed': {
    title: 'The stream key was not accepted',
    advice: 'Copy the key again from the service’s page and save the destination.',
  },
  'closed-by-server': {
    title: 'The server ended the stream',
    advice: 'Check the service’s page for a message; the key may have been renewed.',
  },
  'connection-lost': {
    title: 'The connection was lost',
    advice: 'It is tried again. If it happens often, use a cable or a lower bitrate.',
  },
  'protocol-error': {
    title: 'The server answered in a way that is not understood',
    advice: 'Check that the address is for RTMP; report it with the log if it is.',
  },
  stalled: {
    title: 'The connection carries nothing any more',
    advice: 'It is tried again. If it happens often, lower the bitrate.',
  },
  'unsupported-codec': {
    title: 'The destination cannot take this codec',
    advice: 'Choose H.264 and AAC in the output settings.',
  },
  'engine-lost': {
    title: 'The media engine stopped',
    advice: 'It is started again by itself. Report it with the log if it happens again.',
  },
};

/** One line for a person: what was wrong, where, what to do, and what the peer said. */
export function failureText({ reason, step, detail }: DestinationFailure): string {
  const { title, advice } = texts[reason];
  const where = [step && `at ${step}`, detail].filter(Boolean).join(': ');
  return `${title}${where ? ` (${where})` : ''}. ${advice}`;
}

export function reasonTitle(reason: DestinationReason): string {
  return texts[reason].title;
}
