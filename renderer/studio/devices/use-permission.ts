import { useEffect, useState } from 'react';
import { describeError } from '../errors/describe-error.ts';

export type Permission =
  | { readonly kind: 'unknown' }
  /** The system asks when we do: explain first. */
  | { readonly kind: 'ask' }
  | { readonly kind: 'granted' }
  | { readonly kind: 'denied'; readonly detail: string };

export interface UsedPermission {
  readonly permission: Permission;
  /** Lets the system ask. Call it in a click's handler. */
  readonly request: () => void;
}

/** Whether the page may use cameras or microphones. Asks nothing by itself. */
export function usePermission(device: 'camera' | 'microphone'): UsedPermission {
  const [permission, setPermission] = useState<Permission>({ kind: 'unknown' });
  useEffect(() => {
    let isCurrent = true;
    navigator.permissions.query({ name: device as PermissionName }).then(
      ({ state }) => {
        if (isCurrent) setPermission({ kind: state === 'granted' ? 'granted' : 'ask' });
      },
      () => {
        if (isCurrent) setPermission({ kind: 'ask' });
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [device]);
  const request = (): void => {
    const wanted = device === 'camera' ? { video: true } : { audio: true };
    navigator.mediaDevices.getUserMedia(wanted).then(
      (stream) => {
        for (const track of stream.getTracks()) track.stop();
        setPermission({ kind: 'granted' });
      },
      (error: unknown) => {
        setPermission({ kind: 'denied', detail: describeError(error) });
      },
    );
  };
  return { permission, request };
}
