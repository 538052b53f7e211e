import { expect, it } from 'vitest';
import { FakeClock, settle } from '#test/support/fake-clock.ts';
import { MediaConnection } from './media-connection.ts';

function setUp() {
  const clock = new FakeClock();
  const posted: string[] = [];
  const media = new MediaConnection({
    mediaLink: () => Promise.resolve({ kind: 'websocket', url: 'ws://engine' }),
    post: ({ kind }) => posted.push(kind),
    clock,
    random: () => 0,
  });
  return { clock, posted, media };
}

it('comes back with longer waits, and quickly again after it held', async () => {
  const { clock, posted, media } = setUp();
  await media.connect();
  await clock.advance(60_000);
  media.lose();
  media.lose();
  await clock.advance(499);
  expect(posted).toHaveLength(1);
  await clock.advance(1);
  expect(posted).toHaveLength(2);
  media.lose();
  await clock.advance(799);
  expect(posted).toHaveLength(2);
  await clock.advance(1);
  expect(posted).toHaveLength(3);
  await clock.advance(60_000);
  media.lose();
  await clock.advance(500);
  expect(posted).toHaveLength(4);
});

it('does not wait when the broadcast starts, and does nothing more when closed', async () => {
  const { clock, posted, media } = setUp();
  await media.connect();
  media.hurry();
  await settle();
  expect(posted).toHaveLength(1);
  media.lose();
  media.hurry();
  await settle();
  expect(posted).toHaveLength(2);
  media.lose();
  media.close();
  media.lose();
  await clock.advance(60_000);
  expect(posted).toHaveLength(2);
});
