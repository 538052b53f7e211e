import type electron from 'electron';

/** Electron as it is injected: each part picks what it uses, and tests give a fake. */
export type ElectronModule = typeof electron;
