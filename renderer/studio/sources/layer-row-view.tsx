import type { ReactNode } from 'react';
import type { Command } from '#shared/model/command.ts';
import { IconButton, ToggleButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Menu } from '../../ui/menu.tsx';
import { useProgram, useStudio } from '../hooks.ts';
import { text } from '../text.ts';
import { useLayerActions } from './layer-actions.ts';
import type { LayerRow } from './layer-rows.ts';
import { retryWords } from './retry-words.ts';

type Changes = Extract<Command, { kind: 'update-item' }>['changes'];

/** A layer's name and trouble, its eye, its lock and its menu. */
export function LayerRowView({ row }: { readonly row: LayerRow }): ReactNode {
  const studio = useStudio();
  const troubles = useProgram(studio.program.troubles);
  const actions = useLayerActions(row);
  const { item, name } = row;
  const sourceId = item.kind === 'source' ? item.sourceId : null;
  const trouble = sourceId === null ? undefined : troubles.get(sourceId);
  const update = (changes: Changes): void => {
    const scene = studio.programScene();
    if (!scene) return;
    void studio.apply('error.layer', {
      kind: 'update-item',
      sceneId: scene.id,
      itemId: item.id,
      changes,
    });
  };
  return (
    <>
      <Icon name={row.icon} />
      <span className="layer-text" data-hidden={!item.visible}>
        <span className="list-name">{name}</span>
        {trouble && <span className="layer-trouble">{trouble.text}</span>}
      </span>
      {trouble && sourceId !== null && (
        <IconButton
          icon="retry"
          label={retryWords(trouble)}
          onPress={() => {
            studio.program.retrySource(sourceId);
          }}
        />
      )}
      <ToggleButton
        icon={item.visible ? 'visible' : 'hidden'}
        label={text('sources.hide', { name })}
        isSelected={item.visible}
        onChange={(visible) => {
          update({ visible });
        }}
      />
      <ToggleButton
        icon={item.locked ? 'locked' : 'unlocked'}
        label={text('sources.lock', { name })}
        isSelected={item.locked}
        onChange={(locked) => {
          update({ locked });
        }}
      />
      <Menu icon="more" label={text('edit.actions', { name })} actions={actions} />
    </>
  );
}
