import { expect, test } from 'vitest';
import { PageRegistry, type Producer } from './page-registry.ts';

/** Only told apart here. */
const remote = (): Producer => ({}) as Producer;
const connectable = (): (() => Producer) => {
  const own = remote();
  return () => own;
};

function registry(): { pages: PageRegistry; told: string[]; producers: (Producer | null)[] } {
  const pages = new PageRegistry();
  const told: string[] = [];
  const producers: (Producer | null)[] = [];
  pages.onDidChangeRole(({ pageId, role }) => told.push(`${pageId} ${role}`));
  pages.onDidChangeProducer((producer) => producers.push(producer));
  return { pages, told, producers };
}

test('the first page that can becomes the producer', () => {
  const { pages } = registry();
  expect(pages.connect(connectable()).attach(false)).toBe('viewer');
  const first = remote();
  expect(pages.connect(() => first).attach(true)).toBe('producer');
  expect(pages.connect(connectable()).attach(true)).toBe('viewer');
  expect(pages.producer).toBe(first);
});

test('when it goes, the next one that can is told; then nobody is left', () => {
  const { pages, told, producers } = registry();
  const remotes = [remote(), remote(), remote()] as const;
  const [first, viewer, next] = remotes.map((each) => pages.connect(() => each));
  first?.attach(true);
  viewer?.attach(false);
  next?.attach(true);
  first?.close();
  first?.close();
  expect(told).toEqual(['page-1 producer', 'page-3 producer']);
  next?.close();
  expect(producers).toEqual([remotes[0], remotes[2], null]);
  expect(pages.producer).toBeNull();
});

test('attaching again changes nothing; giving up passes the role on', () => {
  const { pages, told } = registry();
  const first = pages.connect(connectable());
  const second = pages.connect(connectable());
  first.attach(true);
  second.attach(true);
  expect(first.attach(true)).toBe('producer');
  expect(told).toHaveLength(1);
  expect(first.attach(false)).toBe('viewer');
  expect(second.role).toBe('producer');
});
