import { expect, it } from 'vitest';
import { appWindowArguments } from './app-window.ts';

const options = {
  browserPath: '/b',
  url: 'http://127.0.0.1:1/?token=t',
  dataFolder: '/data',
  isRoot: false,
};

it('opens the address as an app, with a profile of its own and the sandbox', () => {
  const args = appWindowArguments(options);
  expect(args).toContain('--app=http://127.0.0.1:1/?token=t');
  expect(args.find((arg) => arg.startsWith('--user-data-dir='))).toContain('browser-profile');
  expect(args).not.toContain('--no-sandbox');
});

it('does without the sandbox for root alone', () => {
  expect(appWindowArguments({ ...options, isRoot: true })).toContain('--no-sandbox');
});
