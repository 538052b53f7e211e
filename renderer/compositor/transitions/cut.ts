import type { Mix } from './transition.ts';

export const cut: Mix = (_from, to) => to;
