import { useState, type ReactNode } from 'react';
import { audioStripSchema, type AudioStrip, type Source } from '#shared/model/source.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { NumberField } from '../../ui/number-field.tsx';
import { Select } from '../../ui/select.tsx';
import { fieldErrors } from '../field-errors.ts';
import { useStudio } from '../hooks.ts';
import { text } from '../text.ts';

const monitors = ['off', 'monitor-only', 'monitor-and-program'] as const;

export function StripDialog(props: {
  readonly source: Source;
  readonly onClose: () => void;
}): ReactNode {
  const { source, onClose } = props;
  const studio = useStudio();
  const [audio, setAudio] = useState<AudioStrip>(source.audio);
  const errors = fieldErrors(audioStripSchema, audio);
  const save = (): void => {
    if (errors.size > 0) return;
    const { syncOffsetMs, monitor } = audio;
    void studio.apply('error.sound', {
      kind: 'set-audio',
      sourceId: source.id,
      audio: { syncOffsetMs, monitor },
    });
    onClose();
  };
  return (
    <Dialog
      title={text('mixer.settingsTitle', { name: source.name })}
      closeLabel={text('app.close')}
      onClose={onClose}
      size="small"
      actions={
        <>
          <Button onPress={onClose}>{text('app.cancel')}</Button>
          <Button look="primary" onPress={save}>
            {text('app.save')}
          </Button>
        </>
      }
    >
      <NumberField
        label={text('mixer.offset')}
        hint={text('mixer.offsetHint')}
        unit={text('mixer.milliseconds')}
        minimum={-2000}
        maximum={5000}
        step={1}
        value={audio.syncOffsetMs}
        error={errors.get('syncOffsetMs')}
        onChange={(syncOffsetMs) => {
          setAudio({ ...audio, syncOffsetMs });
        }}
      />
      <Select
        label={text('mixer.monitor')}
        options={monitors.map((id) => ({ id, text: text(`monitor.${id}`) }))}
        value={audio.monitor}
        onChange={(monitor) => {
          setAudio({ ...audio, monitor });
        }}
      />
    </Dialog>
  );
}
