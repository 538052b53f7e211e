import type { SourceTrouble } from '#renderer/program/program.ts';
import { text } from '../text.ts';

/** What the button beside a trouble does: the browser's picker opens only in a click. */
export function retryWords({ kind }: SourceTrouble): string {
  return text(kind === 'needs-click' ? 'sources.share' : 'sources.retry');
}
