/** What a source says about its device. Both empty: the system's default. */
export interface WantedDevice {
  readonly deviceId: string;
  readonly deviceLabel: string;
}

export type DeviceMatch<D> =
  | { readonly kind: 'default' }
  | { readonly kind: 'found'; readonly device: D }
  | { readonly kind: 'missing' };

/** By id, else by label, for ids change between hosts, origins and runs. */
export function matchDevice<D extends { readonly deviceId: string; readonly label: string }>(
  devices: readonly D[],
  { deviceId, deviceLabel }: WantedDevice,
): DeviceMatch<D> {
  if (deviceId === '' && deviceLabel === '') return { kind: 'default' };
  const device =
    devices.find((each) => deviceId !== '' && each.deviceId === deviceId) ??
    devices.find((each) => deviceLabel !== '' && each.label === deviceLabel);
  return device ? { kind: 'found', device } : { kind: 'missing' };
}
