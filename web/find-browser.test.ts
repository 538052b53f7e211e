import { describe, expect, it } from 'vitest';
import { browserCandidates, findBrowser } from './find-browser.ts';

describe('browserCandidates', () => {
  it.each([
    [
      'linux',
      { PATH: '/usr/local/bin:/usr/bin' },
      ['/usr/local/bin/google-chrome-stable', '/usr/bin/chromium', '/usr/bin/microsoft-edge'],
    ],
    [
      'darwin',
      { HOME: '/Users/me' },
      [
        '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
        '/Users/me/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
      ],
    ],
    [
      'win32',
      { PROGRAMFILES: 'C:\\Program Files', LOCALAPPDATA: 'C:\\Local' },
      [
        'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
        'C:\\Local\\Google\\Chrome\\Application\\chrome.exe',
        'C:\\Program Files\\Microsoft\\Edge\\Application\\msedge.exe',
      ],
    ],
  ] as const)('on %s', (platform, env, some) => {
    expect(browserCandidates({ platform, env })).toEqual(expect.arrayContaining([...some]));
  });

  it('takes the override alone', () => {
    expect(browserCandidates({ platform: 'linux', env: { TALLYLIGHT_BROWSER: '/mine' } })).toEqual([
      '/mine',
    ]);
  });
});

describe('findBrowser', () => {
  const search = { platform: 'linux', env: { PATH: '/usr/bin' } } as const;

  it('takes the first that can be run', async () => {
    const installed = ['/usr/bin/microsoft-edge', '/usr/bin/chromium'];
    const found = await findBrowser(search, (path) => Promise.resolve(installed.includes(path)));
    expect(found).toBe('/usr/bin/chromium');
  });

  it('is null where there is none', async () => {
    expect(await findBrowser(search, () => Promise.resolve(false))).toBeNull();
  });
});
