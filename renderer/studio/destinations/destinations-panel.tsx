import type { ReactNode } from 'react';
import type { DestinationSample, DestinationState } from '#shared/model/broadcast.ts';
import type { Destination } from '#shared/model/settings.ts';
import { IconButton } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Menu } from '../../ui/menu.tsx';
import { Panel } from '../../ui/panel.tsx';
import { formatRate } from '../format.ts';
import { useSettings, useStudio, useStudioState } from '../hooks.ts';
import { text } from '../text.ts';
import { useNow } from '../use-now.ts';
import { destinationWords } from './destination-words.ts';
import './destinations.css';

export function DestinationsPanel(): ReactNode {
  const studio = useStudio();
  const { destinations } = useSettings();
  const states = useStudioState(({ status }) => status?.destinations);
  const samples = useStudioState(({ health }) => health?.destinations);
  const { openDialog } = studio.store.getState();
  return (
    <Panel
      title={text('destinations.title')}
      name="destinations"
      tools={
        <IconButton
          icon="add"
          label={text('destinations.add')}
          onPress={() => {
            openDialog({ kind: 'edit-destination', destinationId: null });
          }}
        />
      }
    >
      {destinations.length === 0 ? (
        <p className="panel-empty">{text('destinations.empty')}</p>
      ) : (
        <ul className="destinations">
          {destinations.map((destination) => (
            <DestinationRow
              key={destination.id}
              destination={destination}
              state={states?.find(({ id }) => id === destination.id)?.state ?? { kind: 'idle' }}
              sample={samples?.find(({ id }) => id === destination.id)}
            />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function DestinationRow(props: {
  readonly destination: Destination;
  readonly state: DestinationState;
  readonly sample: DestinationSample | undefined;
}): ReactNode {
  const { destination, state, sample } = props;
  const studio = useStudio();
  const { id, name, enabled } = destination;
  const { settings, broadcast } = studio.program.remotes;
  const { openDialog } = studio.store.getState();
  const nowMs = useNow(state.kind === 'reconnecting');
  const isOff = !enabled && state.kind === 'idle';
  return (
    <li className="destination" data-state={state.kind}>
      <Checkbox
        isSelected={enabled}
        onChange={(isEnabled) => {
          void studio.attempt('error.destination', () =>
            settings.saveDestination({ destination: { ...destination, enabled: isEnabled } }),
          );
        }}
      >
        {name}
      </Checkbox>
      {(state.kind === 'reconnecting' || state.kind === 'failed') && (
        <IconButton
          icon="retry"
          label={text('destinations.retry', { name })}
          onPress={() => {
            void studio.attempt('error.destination', () => broadcast.retryDestination({ id }));
          }}
        />
      )}
      <Menu
        icon="more"
        label={text('edit.actions', { name })}
        actions={[
          {
            id: 'edit',
            text: text('destinations.edit', { name }),
            run: () => {
              openDialog({ kind: 'edit-destination', destinationId: id });
            },
          },
          {
            id: 'remove',
            text: text('edit.remove'),
            run: () => {
              openDialog({ kind: 'remove-destination', destinationId: id });
            },
          },
        ]}
      />
      <p className="destination-state">
        {isOff ? text('destination.off') : destinationWords(state, nowMs)}
        {state.kind === 'live' && sample && <span> · {formatRate(sample.bitrateKbps)}</span>}
      </p>
    </li>
  );
}
