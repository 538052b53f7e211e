import { ListBox, ListBoxItem } from 'react-aria-components';
import type { ReactNode } from 'react';
import type { MediaDevice } from '#shared/contract/producer.ts';
import { Icon } from '../../ui/icon.tsx';
import { text } from '../text.ts';
import { useDevices } from './use-devices.ts';
import './devices.css';

export interface CapturePickerProps {
  readonly kind: 'display' | 'window';
  readonly chosenId: string;
  readonly onChoose: (target: MediaDevice) => void;
}

/** Screens or windows with pictures, where the host can list them; else the browser asks later. */
export function CapturePicker({ kind, chosenId, onChoose }: CapturePickerProps): ReactNode {
  const devices = useDevices();
  const label = text(kind === 'display' ? 'source.screen' : 'source.window');
  if (devices.kind === 'loading') return null;
  const targets =
    devices.kind === 'listed' ? devices.devices.filter((device) => device.kind === kind) : [];
  return (
    <>
      <p className="notice">{text(`source.permission.${kind}`)}</p>
      {devices.kind === 'failed' && (
        <p className="notice" data-tone="warn" role="alert">
          {text('source.devicesFailed', { detail: devices.detail })}
        </p>
      )}
      {targets.length === 0 ? (
        <p className="quiet">{text('source.systemPicker')}</p>
      ) : (
        <ListBox
          className="capture-grid"
          aria-label={label}
          layout="grid"
          selectionMode="single"
          items={targets}
          selectedKeys={chosenId === '' ? [] : [chosenId]}
          onSelectionChange={(keys) => {
            const target = targets.find(({ id }) => keys !== 'all' && keys.has(id));
            if (target) onChoose(target);
          }}
        >
          {(target) => (
            <ListBoxItem className="capture-tile" id={target.id} textValue={target.label}>
              {target.thumbnail === null ? (
                <span className="capture-picture">
                  <Icon name={kind} />
                </span>
              ) : (
                <img className="capture-picture" src={target.thumbnail} alt="" />
              )}
              <span>{target.label}</span>
            </ListBoxItem>
          )}
        </ListBox>
      )}
    </>
  );
}
