import { useState, type FormEvent, type ReactNode } from 'react';
import {
  outputSettingsSchema,
  recordingSettingsSchema,
  type OutputSettings,
  type RecordingSettings,
} from '#shared/model/settings.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { fieldErrors } from '../field-errors.ts';
import { useSettings, useStudio, useStudioState } from '../hooks.ts';
import { isEncoding } from '../state/broadcast-slice.ts';
import { text } from '../text.ts';
import { AudioTab } from './audio-tab.tsx';
import { RecordingTab } from './recording-tab.tsx';
import { VideoTab } from './video-tab.tsx';

/** Output and recording. What cannot change on air is locked, and says why. */
export function SettingsDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const studio = useStudio();
  const settings = useSettings();
  const isLocked = useStudioState(({ status }) => isEncoding(status));
  const [output, setOutput] = useState<OutputSettings>(settings.output);
  const [recording, setRecording] = useState<RecordingSettings>(settings.recording);
  const [monitorDeviceId, setMonitorDeviceId] = useState(settings.monitorDeviceId);
  const outputErrors = fieldErrors(outputSettingsSchema, output);
  const recordingErrors = fieldErrors(recordingSettingsSchema, recording);
  const remote = studio.program.remotes.settings;
  const save = async (): Promise<void> => {
    if (outputErrors.size > 0 || recordingErrors.size > 0) return;
    const isSaved = await studio.attempt('error.settings', async () => {
      if (!isLocked) {
        await remote.setOutput(output);
        await remote.setRecording(recording);
      }
      if (monitorDeviceId !== settings.monitorDeviceId) {
        await remote.setMonitorDevice({ deviceId: monitorDeviceId });
      }
    });
    if (isSaved) onClose();
  };
  const tabs = [
    {
      id: 'video',
      text: text('output.video'),
      content: <VideoTab {...{ output, isLocked }} errors={outputErrors} onChange={setOutput} />,
    },
    {
      id: 'audio',
      text: text('output.audio'),
      content: (
        <AudioTab
          {...{ output, isLocked, monitorDeviceId }}
          errors={outputErrors}
          onChange={setOutput}
          onChangeMonitor={setMonitorDeviceId}
        />
      ),
    },
    {
      id: 'recording',
      text: text('output.recording'),
      content: (
        <RecordingTab
          {...{ recording, isLocked }}
          errors={recordingErrors}
          onChange={setRecording}
        />
      ),
    },
  ];
  return (
    <Dialog
      title={text('output.title')}
      closeLabel={text('app.close')}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{text('app.cancel')}</Button>
          <Button look="primary" type="submit" form="settings-form">
            {text('app.save')}
          </Button>
        </>
      }
    >
      <form
        id="settings-form"
        className="form"
        noValidate
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          void save();
        }}
      >
        {isLocked && <p className="notice">{text('output.locked')}</p>}
        <Tabs label={text('output.tabs')} tabs={tabs} />
      </form>
    </Dialog>
  );
}
