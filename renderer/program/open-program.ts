import { systemClock } from '#shared/lib/clock.ts';
import { selectHost } from '../host/select-host.ts';
import { Mixer } from '../mixer/mixer.ts';
import { ProgramHost } from './program-host.ts';

/**
 * This page's program. Call it once, before the page's first await. `hasPerson`: somebody is there to
 * answer the browser's picker; else shared screens come back without asking.
 */
export function openProgram({ hasPerson }: { readonly hasPerson: boolean }): ProgramHost {
  return new ProgramHost({
    host: selectHost(window),
    createMixer: () => Mixer.create(),
    createWorker: () =>
      new Worker(new URL('../compositor/worker.ts', import.meta.url), { type: 'module' }),
    devices: navigator.mediaDevices,
    clock: systemClock,
    random: Math.random,
    canProduce: 'VideoEncoder' in globalThis && 'MediaStreamTrackProcessor' in globalThis,
    hasPerson,
  });
}
