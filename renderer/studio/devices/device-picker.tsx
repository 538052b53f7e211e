import type { ReactNode } from 'react';
import type { MediaDevice } from '#shared/contract/producer.ts';
import { Button } from '../../ui/button.tsx';
import { Select, type SelectOption } from '../../ui/select.tsx';
import { text } from '../text.ts';
import { CameraThumbnail } from './camera-thumbnail.tsx';
import { useDevices } from './use-devices.ts';
import { usePermission } from './use-permission.ts';
import './devices.css';

export interface DevicePickerProps {
  readonly kind: 'camera' | 'microphone';
  readonly deviceId: string;
  readonly deviceLabel: string;
  readonly onChoose: (device: { readonly deviceId: string; readonly deviceLabel: string }) => void;
}

/** `Select` needs ids that are not empty. */
const anyDevice = '(any)';

/** A camera or a microphone by name. Explains the system's question before it is asked. */
export function DevicePicker(props: DevicePickerProps): ReactNode {
  const { kind } = props;
  const { permission, request } = usePermission(kind);
  if (permission.kind === 'unknown') return null;
  if (permission.kind !== 'granted') {
    return (
      <div className="notice permission">
        <p>{text(`source.permission.${kind}`)}</p>
        {permission.kind === 'denied' && (
          <p role="alert">{text('source.devicesFailed', { detail: permission.detail })}</p>
        )}
        <Button look="primary" onPress={request}>
          {text(`source.allow.${kind}`)}
        </Button>
      </div>
    );
  }
  return <ListedDevices {...props} />;
}

/** Mounted once permission is there: before, the devices have neither names nor ids. */
function ListedDevices(props: DevicePickerProps): ReactNode {
  const { kind, deviceId, deviceLabel, onChoose } = props;
  const devices = useDevices();
  if (devices.kind === 'failed') {
    return (
      <p className="notice" data-tone="warn" role="alert">
        {text('source.devicesFailed', { detail: devices.detail })}
      </p>
    );
  }
  const listed = devices.kind === 'listed' ? devices.devices : [];
  const own = listed.filter((device) => device.kind === kind && device.id !== '');
  return (
    <>
      <Select
        label={text(`source.${kind}`)}
        options={optionsOf(own, deviceId, deviceLabel)}
        value={deviceId === '' ? anyDevice : deviceId}
        hint={devices.kind === 'listed' && own.length === 0 ? text('source.noDevice') : undefined}
        onChange={(id) => {
          const chosen = own.find((device) => device.id === id);
          onChoose({ deviceId: chosen?.id ?? '', deviceLabel: chosen?.label ?? '' });
        }}
      />
      {kind === 'camera' && own.length > 0 && <CameraThumbnail deviceId={deviceId} />}
    </>
  );
}

function optionsOf(
  devices: readonly MediaDevice[],
  deviceId: string,
  deviceLabel: string,
): SelectOption<string>[] {
  const isMissing = deviceId !== '' && !devices.some(({ id }) => id === deviceId);
  return [
    { id: anyDevice, text: text('source.firstDevice') },
    ...devices.map(({ id, label }) => ({ id, text: label === '' ? id : label })),
    ...(isMissing
      ? [{ id: deviceId, text: text('source.chosenDevice', { label: deviceLabel || deviceId }) }]
      : []),
  ];
}
