import type { ReactNode } from 'react';
import type { RecordingSettings } from '#shared/model/settings.ts';
import { Select } from '../../ui/select.tsx';
import type { FieldErrors } from '../field-errors.ts';
import { FileField } from '../files/file-field.tsx';
import { text } from '../text.ts';

const containers = ['mp4', 'mkv'] as const;

export function RecordingTab(props: {
  readonly recording: RecordingSettings;
  readonly errors: FieldErrors;
  readonly isLocked: boolean;
  readonly onChange: (recording: RecordingSettings) => void;
}): ReactNode {
  const { recording, errors, isLocked, onChange } = props;
  return (
    <>
      <FileField
        label={text('output.folder')}
        purpose="folder"
        hint={text('output.folderHint')}
        path={recording.folder}
        error={errors.get('folder')}
        isDisabled={isLocked}
        onChange={(folder) => {
          onChange({ ...recording, folder });
        }}
      />
      <Select
        label={text('output.container')}
        isDisabled={isLocked}
        options={containers.map((id) => ({ id, text: text(`container.${id}`) }))}
        value={recording.container}
        onChange={(container) => {
          onChange({ ...recording, container });
        }}
      />
    </>
  );
}
