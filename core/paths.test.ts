import { expect, it } from 'vitest';
import { dataFolder, videosFolder } from './paths.ts';

it.each([
  ['linux', {}, '/home/me/.local/share/tallylight'],
  ['linux', { XDG_DATA_HOME: '/data' }, '/data/tallylight'],
  ['linux', { XDG_DATA_HOME: 'data' }, '/home/me/.local/share/tallylight'],
  ['darwin', {}, '/home/me/Library/Application Support/Tallylight'],
  ['win32', { LOCALAPPDATA: 'C:\\Local' }, 'C:\\Local\\Tallylight'],
  ['linux', { TALLYLIGHT_DATA: '/mine' }, '/mine'],
] as const)('on %s with %o', (platform, env, expected) => {
  expect(dataFolder({ platform, env, home: '/home/me' })).toBe(expected);
});

it.each([
  ['linux', '/home/me/Videos'],
  ['darwin', '/home/me/Movies'],
] as const)('records on %s to %s', (platform, expected) => {
  expect(videosFolder(platform, '/home/me')).toBe(expected);
});
