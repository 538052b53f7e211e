import type { ReactNode } from 'react';
import type { Transition } from '#shared/model/scene-collection.ts';
import { NumberField } from '../../ui/number-field.tsx';
import { Select } from '../../ui/select.tsx';
import { useCollection, useStudio } from '../hooks.ts';
import { text } from '../text.ts';

/** How the program changes from one scene to the next. */
export function TransitionControls(): ReactNode {
  const studio = useStudio();
  const { transition } = useCollection();
  const set = (changes: Partial<Transition>): void => {
    void studio.apply('error.scene', {
      kind: 'set-transition',
      transition: { ...transition, ...changes },
    });
  };
  return (
    <div className="transition-controls">
      <Select
        label={text('scenes.transition')}
        options={[
          { id: 'cut', text: text('transition.cut') },
          { id: 'fade', text: text('transition.fade') },
        ]}
        value={transition.kind}
        onChange={(kind) => {
          set({ kind });
        }}
      />
      <NumberField
        label={text('scenes.duration')}
        value={transition.durationMs}
        minimum={0}
        maximum={10_000}
        step={50}
        unit={text('mixer.milliseconds')}
        isDisabled={transition.kind === 'cut'}
        onChange={(durationMs) => {
          if (Number.isFinite(durationMs)) set({ durationMs });
        }}
      />
    </div>
  );
}
