import { expect, it } from 'vitest';
import { SourceTroubles } from './source-troubles.ts';

it('shows what the page found before what the compositor sees, and forgets what is gone', () => {
  const troubles = new SourceTroubles();
  troubles.setOfCompositor('cam', 'no frames');
  troubles.setOfCompositor('file', 'cannot be read');
  troubles.setOfDevice('cam', { kind: 'lost', text: 'unplugged' });
  expect([...troubles.store.get()]).toEqual([
    ['cam', { kind: 'lost', text: 'unplugged' }],
    ['file', { kind: 'failed', text: 'cannot be read' }],
  ]);
  troubles.setOfDevice('cam', null);
  expect(troubles.store.get().get('cam')?.text).toBe('no frames');
  troubles.forgetCompositor();
  expect(troubles.store.get().size).toBe(0);
  troubles.setOfDevice('mic', { kind: 'needs-click', text: 'click' });
  troubles.retain(new Set());
  expect(troubles.store.get().size).toBe(0);
});
