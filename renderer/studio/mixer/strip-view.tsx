import type { ReactNode } from 'react';
import type { AudioStrip, Source } from '#shared/model/source.ts';
import { IconButton, ToggleButton } from '../../ui/button.tsx';
import { Slider } from '../../ui/slider.tsx';
import { formatDb } from '../format.ts';
import { useStudio } from '../hooks.ts';
import { text } from '../text.ts';
import { useGestureValue } from '../use-gesture-value.ts';
import { LevelMeter } from './level-meter.tsx';

/** One source's fader, mute and meter. */
export function StripView({ source }: { readonly source: Source }): ReactNode {
  const studio = useStudio();
  const { id: sourceId, name, audio } = source;
  const set = (changes: Partial<AudioStrip>): void => {
    void studio.apply('error.sound', { kind: 'set-audio', sourceId, audio: changes });
  };
  const gain = useGestureValue('error.sound', audio.gainDb, (gainDb) => ({
    kind: 'set-audio',
    sourceId,
    audio: { gainDb },
  }));
  return (
    <li className="strip" data-source={sourceId}>
      <Slider
        label={text('mixer.fader', { name })}
        shownLabel={name}
        value={gain.value}
        minimum={-60}
        maximum={24}
        step={0.5}
        valueText={formatDb(gain.value)}
        onChange={gain.onChange}
        onChangeEnd={gain.onChangeEnd}
      />
      <div className="strip-foot">
        <LevelMeter name={name} sourceId={sourceId} />
        <ToggleButton
          icon={audio.muted ? 'muted' : 'sound'}
          label={text('mixer.mute', { name })}
          isSelected={audio.muted}
          onChange={(muted) => {
            set({ muted });
          }}
        />
        <IconButton
          icon="settings"
          label={text('mixer.more', { name })}
          onPress={() => {
            studio.store.getState().openDialog({ kind: 'strip-settings', sourceId });
          }}
        />
      </div>
    </li>
  );
}
