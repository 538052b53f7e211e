import { expect, test } from 'vitest';
import { destinationReasons } from './broadcast.ts';
import { failureText, reasonTitle } from './reason-text.ts';

test('says what was wrong, where, what was said and what to do', () => {
  expect(failureText({ reason: 'refused', step: 'tcp', detail: 'ECONNREFUSED' })).toBe(
    'The server does not accept connections (at tcp: ECONNREFUSED). Check the port in the address, and that the server is running.',
  );
  expect(failureText({ reason: 'refused', step: '', detail: '' })).toMatch(/connections\. Check/);
});

test('every reason has words of its own', () => {
  const titles = destinationReasons.map(reasonTitle);
  expect(new Set(titles).size).toBe(destinationReasons.length);
});
