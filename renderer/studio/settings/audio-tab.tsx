import type { ReactNode } from 'react';
import { audioCodecs } from '#shared/model/packet.ts';
import { NumberField } from '../../ui/number-field.tsx';
import { Select } from '../../ui/select.tsx';
import { useDevices } from '../devices/use-devices.ts';
import { text } from '../text.ts';
import type { OutputTabProps } from './video-tab.tsx';

/** `Select` needs ids that are not empty. */
const systemDefault = '(default)';

export interface AudioTabProps extends OutputTabProps {
  readonly monitorDeviceId: string | null;
  readonly onChangeMonitor: (deviceId: string | null) => void;
}

export function AudioTab(props: AudioTabProps): ReactNode {
  const { output, errors, isLocked, monitorDeviceId, onChange, onChangeMonitor } = props;
  const devices = useDevices();
  const speakers = devices.kind === 'listed' ? devices.devices : [];
  const options = [
    { id: systemDefault, text: text('source.defaultDevice') },
    ...speakers
      .filter(({ kind, id }) => kind === 'speaker' && id !== '' && id !== 'default')
      .map(({ id, label }) => ({ id, text: label === '' ? id : label })),
  ];
  const isMissing = monitorDeviceId !== null && !options.some(({ id }) => id === monitorDeviceId);
  return (
    <>
      <div className="field-row">
        <Select
          label={text('output.audioCodec')}
          isDisabled={isLocked}
          options={audioCodecs.map((id) => ({ id, text: text(`codec.${id}`) }))}
          value={output.audioCodec}
          onChange={(audioCodec) => {
            onChange({ ...output, audioCodec });
          }}
        />
        <NumberField
          label={text('output.bitrate')}
          unit={text('output.kbps')}
          isDisabled={isLocked}
          value={output.audioBitrateKbps}
          error={errors.get('audioBitrateKbps')}
          onChange={(audioBitrateKbps) => {
            onChange({ ...output, audioBitrateKbps });
          }}
        />
      </div>
      <Select
        label={text('output.monitorDevice')}
        options={
          isMissing
            ? [
                ...options,
                {
                  id: monitorDeviceId,
                  text: text('source.chosenDevice', { label: monitorDeviceId }),
                },
              ]
            : options
        }
        value={monitorDeviceId ?? systemDefault}
        onChange={(id) => {
          onChangeMonitor(id === systemDefault ? null : id);
        }}
      />
    </>
  );
}
