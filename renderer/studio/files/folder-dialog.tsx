import { useCallback, useEffect, useState, type ReactNode } from 'react';
import { ListBox, ListBoxItem } from 'react-aria-components';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { describeError } from '../errors/describe-error.ts';
import { useStudio } from '../hooks.ts';
import { text } from '../text.ts';
import { joinPath } from './file-path.ts';
import './files.css';

export type FilePurpose = 'media' | 'image' | 'collection' | 'folder';

interface Listing {
  readonly path: string;
  readonly parent: string | null;
  readonly entries: readonly { readonly name: string; readonly kind: 'file' | 'folder' }[];
}

/** Browses the core's folders, for hosts without a system dialog. Enter or a click opens. */
export function FolderDialog(props: {
  readonly purpose: FilePurpose;
  /** Empty: wherever the host begins. */
  readonly start: string;
  readonly onChoose: (path: string) => void;
  readonly onClose: () => void;
}): ReactNode {
  const { purpose, start, onChoose, onClose } = props;
  const { program } = useStudio();
  const [listing, setListing] = useState<Listing | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const open = useCallback(
    async (path: string): Promise<void> => {
      try {
        setListing(await program.remotes.studio.listFolder({ path, purpose }));
        setFailure(null);
      } catch (error) {
        setFailure(describeError(error));
        // A start folder that is gone must not leave the dialog without a way out of it.
        if (path === start && path !== '') void open('');
      }
    },
    [program, purpose, start],
  );
  useEffect(() => {
    void open(start);
  }, [open, start]);
  const choose = (name: string): void => {
    const entry = listing?.entries.find((one) => one.name === name);
    if (!listing || !entry) return;
    const path = joinPath(listing.path, name);
    if (entry.kind === 'folder') void open(path);
    else onChoose(path);
  };
  const parent = listing?.parent ?? null;
  return (
    <Dialog
      title={text(`files.title.${purpose}`)}
      closeLabel={text('app.close')}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{text('app.cancel')}</Button>
          {purpose === 'folder' && listing && (
            <Button
              look="primary"
              onPress={() => {
                onChoose(listing.path);
              }}
            >
              {text('files.chooseFolder')}
            </Button>
          )}
        </>
      }
    >
      <div className="folder-head">
        <Button
          isDisabled={parent === null}
          onPress={() => {
            if (parent !== null) void open(parent);
          }}
        >
          {text('files.parent')}
        </Button>
        <span className="folder-path">{listing?.path}</span>
      </div>
      {failure !== null && (
        <p className="notice" data-tone="warn" role="alert">
          {failure}
        </p>
      )}
      {listing && (
        <ListBox
          key={listing.path}
          className="folder-list"
          aria-label={text('files.list')}
          items={listing.entries.map((entry) => ({ ...entry, id: entry.name }))}
          onAction={(key) => {
            choose(String(key));
          }}
          renderEmptyState={() => <p className="panel-empty">{text('files.empty')}</p>}
        >
          {(entry) => (
            <ListBoxItem className="folder-entry" id={entry.name} textValue={entry.name}>
              <Icon name={entry.kind} />
              {entry.name}
            </ListBoxItem>
          )}
        </ListBox>
      )}
    </Dialog>
  );
}
