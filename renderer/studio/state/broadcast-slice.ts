import type { StateCreator } from 'zustand/vanilla';
import type { BroadcastStatus } from '#shared/contract/broadcast.ts';
import type { HealthSample } from '#shared/model/broadcast.ts';

/** What the core last said of the broadcast; null until it said something. */
export interface BroadcastSlice {
  readonly status: BroadcastStatus | null;
  readonly health: HealthSample | null;
  setStatus(status: BroadcastStatus): void;
  setHealth(health: HealthSample): void;
}

export const createBroadcastSlice: StateCreator<BroadcastSlice> = (set) => ({
  status: null,
  health: null,
  setStatus: (status) => {
    set({ status });
  },
  setHealth: (health) => {
    set({ health });
  },
});

/** Whether packets are made for somebody: then the encoder's settings are fixed. */
export function isEncoding(status: BroadcastStatus | null): boolean {
  return (
    status !== null && (status.broadcast.kind !== 'idle' || status.recording.kind === 'recording')
  );
}
