import { useState, type ReactNode } from 'react';
import { ListBox, ListBoxItem } from 'react-aria-components';
import type { Command } from '#shared/model/command.ts';
import type { SourceKind } from '#shared/model/source.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { useCollection, useProgramScene, useStudio } from '../hooks.ts';
import { text } from '../text.ts';
import { newSource, sourceKinds } from './new-source.ts';
import { addSource, showScene, showSource } from './source-commands.ts';
import { SourceForm, sourceFormId } from './source-form.tsx';
import './sources.css';

type Choice = SourceKind | 'existing' | 'scene';

/** First what, then its form. A new layer comes on top and is selected. */
export function AddDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const studio = useStudio();
  const collection = useCollection();
  const scene = useProgramScene();
  const [choice, setChoice] = useState<Choice | null>(null);
  const add = async (commands: readonly Command[]): Promise<void> => {
    if (!(await studio.apply('error.add', commands))) return;
    const added = commands.flatMap((one) => (one.kind === 'add-item' ? [one.item.id] : []));
    studio.store.getState().select(added);
    onClose();
  };
  const isNew = choice !== null && choice !== 'existing' && choice !== 'scene';
  return (
    <Dialog
      title={titleOf(choice)}
      closeLabel={text('app.close')}
      onClose={onClose}
      size={choice === null ? 'large' : 'medium'}
      actions={
        choice !== null && (
          <>
            <Button
              onPress={() => {
                setChoice(null);
              }}
            >
              {text('app.back')}
            </Button>
            {isNew && (
              <Button look="primary" type="submit" form={sourceFormId}>
                {text('app.add')}
              </Button>
            )}
          </>
        )
      }
    >
      {choice === null && <Kinds onChoose={setChoice} />}
      {isNew && (
        <SourceForm
          source={newSource(choice, collection)}
          onSubmit={(source) => void add(addSource(scene.id, source))}
        />
      )}
      {choice === 'existing' && (
        <PickOne
          entries={collection.sources.map(({ id, name, kind }) => ({ id, name, icon: kind }))}
          onPick={(id) => void add([showSource(scene.id, id)])}
        />
      )}
      {choice === 'scene' && (
        <PickOne
          entries={collection.scenes
            .filter(({ id }) => id !== scene.id)
            .map(({ id, name }) => ({ id, name, icon: 'scene' }))}
          onPick={(id) => void add([showScene(scene.id, id)])}
        />
      )}
    </Dialog>
  );
}

function titleOf(choice: Choice | null): string {
  if (choice === null) return text('add.title');
  if (choice === 'existing') return text('add.existing');
  if (choice === 'scene') return text('add.scene');
  return text('add.titleOf', { kind: text(`kind.${choice}`) });
}

function Kinds({ onChoose }: { readonly onChoose: (choice: Choice) => void }): ReactNode {
  const tiles: readonly { id: Choice; icon: IconName; name: string; hint: string }[] = [
    ...sourceKinds.map((id) => ({
      id,
      icon: id,
      name: text(`kind.${id}`),
      hint: text(`kindHint.${id}`),
    })),
    {
      id: 'existing',
      icon: 'retry',
      name: text('add.existing'),
      hint: text('add.existingHint'),
    },
    { id: 'scene', icon: 'scene', name: text('add.scene'), hint: text('add.sceneHint') },
  ];
  return (
    <ListBox
      className="kind-grid"
      aria-label={text('add.kinds')}
      layout="grid"
      items={tiles}
      autoFocus="first"
      onAction={(key) => {
        const tile = tiles.find(({ id }) => id === key);
        if (tile) onChoose(tile.id);
      }}
    >
      {(tile) => (
        <ListBoxItem className="kind-tile" id={tile.id} textValue={tile.name}>
          <Icon name={tile.icon} />
          <span>{tile.name}</span>
          <span className="kind-hint">{tile.hint}</span>
        </ListBoxItem>
      )}
    </ListBox>
  );
}

function PickOne(props: {
  readonly entries: readonly {
    readonly id: string;
    readonly name: string;
    readonly icon: IconName;
  }[];
  readonly onPick: (id: string) => void;
}): ReactNode {
  return (
    <ListBox
      className="folder-list"
      aria-label={text('add.pick')}
      items={props.entries}
      autoFocus="first"
      onAction={(key) => {
        props.onPick(String(key));
      }}
      renderEmptyState={() => <p className="panel-empty">{text('add.nothing')}</p>}
    >
      {(entry) => (
        <ListBoxItem className="folder-entry" id={entry.id} textValue={entry.name}>
          <Icon name={entry.icon} />
          {entry.name}
        </ListBoxItem>
      )}
    </ListBox>
  );
}
