import { RpcError } from '#shared/rpc/rpc-error.ts';
import { text } from '../text.ts';

/** What went wrong in words for a person: what, where, and what to do. */
export function describeError(error: unknown): string {
  if (!(error instanceof RpcError)) {
    return error instanceof Error && error.message !== '' ? error.message : text('reason.internal');
  }
  switch (error.reason) {
    case 'channel-closed':
    case 'timeout':
    case 'cancelled':
    case 'internal':
      return text(`reason.${error.reason}`);
    case 'bad-request':
    case 'bad-answer':
    case 'unknown-method':
      return `${text('reason.bad')} ${error.message}`;
    default:
      return error.field === undefined
        ? error.message
        : text('error.where', { message: error.message, field: error.field });
  }
}
