import { expect, it } from 'vitest';
import { settle } from '#test/support/fake-clock.ts';
import { electronConnectionSource } from './electron.ts';

/** A page that messages can be posted to, as the preload does it. */
function fakePage() {
  const target = new EventTarget();
  const page = Object.assign(target, {
    location: { href: 'tallylight://studio/index.html' },
  }) as unknown as Window;
  const post = (data: unknown, port: MessagePort, source: unknown = page): void => {
    const event = new Event('message');
    target.dispatchEvent(Object.assign(event, { data, source, ports: [port] }));
  };
  return { page, post };
}
const named = (name: string): unknown => ({ kind: 'tallylight-port', name });

it('takes ports whether they come before or after they are asked for', async () => {
  const { page, post } = fakePage();
  const host = electronConnectionSource(page);
  expect(host.mediaBase).toBe('tallylight://studio/media/');
  const link = host.mediaLink();
  const media = new MessageChannel();
  post(named('media'), media.port1);
  expect(await link).toEqual({ kind: 'port', port: media.port1 });
  const rpc = new MessageChannel();
  post(named('rpc'), rpc.port1);
  const channel = await host.connect();
  const received: unknown[] = [];
  channel.onDidReceive((message) => received.push(message));
  rpc.port2.postMessage({ hello: 1 });
  await settle();
  expect(received).toEqual([{ hello: 1 }]);
  channel.close();
  media.port1.close();
});

it('keeps only the newest port of a name, and none from strangers', async () => {
  const { page, post } = fakePage();
  const host = electronConnectionSource(page);
  const [stranger, old, newest] = [0, 1, 2].map(() => new MessageChannel());
  if (!stranger || !old || !newest) throw new Error('no channels');
  post(named('media'), stranger.port1, {});
  post({ kind: 'other', name: 'media' }, stranger.port1);
  post(named('nonsense'), stranger.port1);
  post(named('media'), old.port1);
  post(named('media'), newest.port1);
  expect(await host.mediaLink()).toEqual({ kind: 'port', port: newest.port1 });
  for (const { port1 } of [stranger, newest]) port1.close();
});

it('answers pictures of browser pages over one port, also after it was closed and opened', async () => {
  const { page, post } = fakePage();
  const host = electronConnectionSource(page);
  const { port1, port2 } = new MessageChannel();
  post(named('page-frames'), port1);
  const taken: unknown[] = [];
  port2.onmessage = ({ data }) => taken.push(data);
  const received: number[] = [];
  for (const round of [1, 2]) {
    const link = host.receivePageFrames({
      onDidReceive: ({ length }) => {
        received.push(length);
        link.take('page');
      },
      onDidLose: () => undefined,
    });
    await settle();
    port2.postMessage(new Uint8Array(round));
    await settle();
    link.close();
    await settle();
  }
  expect(received).toEqual([1, 2]);
  expect(taken).toEqual(['page', 'page']);
  port1.close();
});
