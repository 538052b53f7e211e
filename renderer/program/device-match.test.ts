import { expect, it } from 'vitest';
import { matchDevice } from './device-match.ts';

const devices = [
  { deviceId: 'a', label: 'Front camera' },
  { deviceId: 'b', label: 'Side camera' },
  { deviceId: 'c', label: '' },
];

it.each([
  ['by id', { deviceId: 'b', deviceLabel: 'Front camera' }, 'b'],
  ['by label where the id is unknown', { deviceId: 'z', deviceLabel: 'Side camera' }, 'b'],
  ['by label where there is no id', { deviceId: '', deviceLabel: 'Front camera' }, 'a'],
])('finds a device %s', (_, wanted, deviceId) => {
  expect(matchDevice(devices, wanted)).toMatchObject({ kind: 'found', device: { deviceId } });
});

it('takes the default where nothing is said, and misses what is not there', () => {
  expect(matchDevice(devices, { deviceId: '', deviceLabel: '' })).toEqual({ kind: 'default' });
  expect(matchDevice(devices, { deviceId: 'z', deviceLabel: '' })).toEqual({ kind: 'missing' });
  expect(matchDevice([], { deviceId: '', deviceLabel: 'x' })).toEqual({ kind: 'missing' });
});
