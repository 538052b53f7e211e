import type { ReactNode } from 'react';
import { Button } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useCollection, useProgram, useStudio } from '../hooks.ts';
import { text } from '../text.ts';
import { LevelMeter } from './level-meter.tsx';
import { StripView } from './strip-view.tsx';
import { soundingSources } from '../../mixer/sounding-sources.ts';
import './mixer.css';

export function MixerPanel(): ReactNode {
  const sources = soundingSources(useCollection());
  return (
    <Panel
      title={text('mixer.title')}
      name="mixer"
      tools={
        <div className="program-meter">
          <span>{text('mixer.program')}</span>
          <LevelMeter name={text('mixer.program')} sourceId={null} />
        </div>
      }
    >
      <AudioNotice />
      {sources.length === 0 ? (
        <p className="panel-empty">{text('mixer.empty')}</p>
      ) : (
        <ul className="strips">
          {sources.map((source) => (
            <StripView key={source.id} source={source} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

/** Browsers start sound only after a click. */
function AudioNotice(): ReactNode {
  const { program } = useStudio();
  const audio = useProgram(program.audio);
  if (audio.kind !== 'suspended' && audio.kind !== 'interrupted') return null;
  return (
    <p className="notice mixer-notice" data-tone="warn">
      {audio.kind === 'suspended'
        ? text('audio.suspended')
        : text('audio.interrupted', { detail: audio.detail })}
      <Button
        onPress={() => {
          program.resumeAudio();
        }}
      >
        {text('audio.resume')}
      </Button>
    </p>
  );
}
