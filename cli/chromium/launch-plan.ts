import type { SceneCollection } from '#shared/model/scene-collection.ts';

/** How Chromium must be started for a collection's sources. */
export interface LaunchPlan {
  /** Screens and windows can only be captured by a Chromium that is on a display itself. */
  readonly headed: boolean;
  readonly flags: readonly string[];
}

const always = [
  '--disable-quic',
  '--disable-background-networking',
  '--autoplay-policy=no-user-gesture-required',
];

/**
 * Where there is no GPU, Chromium would imitate one in software for WebGL2. The compositor does not
 * want it there (the CPU raster is faster), and the probe is done in 0.07 s instead of 0.7 s.
 */
const noGpuFlags = ['--disable-gpu', '--disable-software-rasterizer'];

/**
 * Screen capture without a person: no picker and no click. The browser's own window is put beside the
 * screen, that it is not in the picture.
 */
function captureFlags(source: string): string[] {
  return [
    '--window-position=-4000,-4000',
    '--window-size=400,300',
    `--auto-select-desktop-capture-source=${source}`,
    '--disable-blink-features=GetDisplayMediaRequiresUserActivation',
  ];
}

/**
 * `extraFlags` come last and so win. One capture source can be chosen for a whole browser, so where
 * a collection has several, the first window, else the screen, is meant.
 */
export function planLaunch(
  { sources }: Pick<SceneCollection, 'sources'>,
  extraFlags: readonly string[],
  hasGpu: boolean,
): LaunchPlan {
  const window = sources.find((source) => source.kind === 'window');
  const display = sources.find((source) => source.kind === 'display');
  const capture = window ? window.windowTitle : display ? 'Entire screen' : null;
  return {
    headed: capture !== null,
    flags: [
      ...always,
      ...(hasGpu ? [] : noGpuFlags),
      ...(capture === null ? [] : captureFlags(capture)),
      ...extraFlags,
    ],
  };
}

/** Linux names its GPUs in `/dev/dri`; every Mac has one, and Windows is left to Chromium. */
export function mayHaveGpu(platform: NodeJS.Platform, dri: readonly string[]): boolean {
  return platform !== 'linux' || dri.some((name) => name.startsWith('renderD'));
}

/** TALLYLIGHT_BROWSER_FLAGS, one flag a line or separated by spaces before `--`. */
export function readExtraFlags(text: string | undefined): string[] {
  return (text ?? '')
    .split(/\s+(?=--)/)
    .map((flag) => flag.trim())
    .filter((flag) => flag !== '');
}
