import type { Mix } from './transition.ts';

/** A cross-fade: exact for every pixel, because the new scene is laid over on black of its own. */
export const fade: Mix = (from, to, progress) => {
  if (progress >= 1) return to;
  if (progress <= 0) return from;
  return [
    ...from,
    {
      kind: 'layer',
      ops: to,
      background: 'black',
      opacity: progress,
      blendMode: 'normal',
      clips: [],
    },
  ];
};
