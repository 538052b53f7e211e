import { useCallback, useEffect, useState } from 'react';
import type { MediaDevice } from '#shared/contract/producer.ts';
import { describeError } from '../errors/describe-error.ts';
import { useEvent, useStudio } from '../hooks.ts';

export type Devices =
  | { readonly kind: 'loading' }
  | { readonly kind: 'listed'; readonly devices: readonly MediaDevice[] }
  | { readonly kind: 'failed'; readonly detail: string };

/** The devices there are, kept up to date while the component is mounted. */
export function useDevices(): Devices {
  const { program } = useStudio();
  const [devices, setDevices] = useState<Devices>({ kind: 'loading' });
  const reload = useCallback(() => {
    program.listDevices().then(
      (listed) => {
        setDevices({ kind: 'listed', devices: listed });
      },
      (error: unknown) => {
        setDevices({ kind: 'failed', detail: describeError(error) });
      },
    );
  }, [program]);
  useEffect(reload, [reload]);
  useEvent(program.onDidChangeDevices, reload);
  return devices;
}
