import { useEffect, useState, type FormEvent, type ReactNode } from 'react';
import type { Destination } from '#shared/model/settings.ts';
import { RpcError } from '#shared/rpc/rpc-error.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { describeError } from '../errors/describe-error.ts';
import { useSettings, useStudio, useStudioState } from '../hooks.ts';
import { text } from '../text.ts';
import {
  draftErrors,
  newDestination,
  withSplitKey,
  type DestinationDraft,
} from './destination-draft.ts';

/** Adds a destination, or changes `destination`. The stored key is never shown. */
export function DestinationDialog(props: {
  readonly destination: Destination | null;
  readonly onClose: () => void;
}): ReactNode {
  const { onClose } = props;
  const studio = useStudio();
  const { settings } = studio.program.remotes;
  const { destinations } = useSettings();
  const isLive = useStudioState(({ status }) => status?.broadcast.kind !== 'idle');
  const [draft, setDraft] = useState<DestinationDraft>(() =>
    props.destination
      ? { destination: props.destination, streamKey: '' }
      : newDestination(destinations),
  );
  const [wasTried, setWasTried] = useState(false);
  const [refusal, setRefusal] = useState<{ field: string; words: string } | null>(null);
  const { destination, streamKey } = draft;
  const errors = wasTried ? draftErrors(draft) : new Map<string, string>();
  const errorOf = (field: string): string | undefined =>
    errors.get(field) ?? (refusal?.field === field ? refusal.words : undefined);
  const change = (changes: Partial<Destination>): void => {
    setRefusal(null);
    setDraft({ ...draft, destination: { ...destination, ...changes } });
  };
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const split = withSplitKey(draft);
    setDraft(split);
    setWasTried(true);
    if (draftErrors(split).size > 0) return;
    const key = split.streamKey === '' ? {} : { streamKey: split.streamKey };
    try {
      await settings.saveDestination({ destination: split.destination, ...key });
      onClose();
    } catch (error) {
      const field = error instanceof RpcError ? error.field?.split('.').at(-1) : undefined;
      setRefusal({ field: field ?? 'url', words: describeError(error) });
    }
  };
  return (
    <Dialog
      title={text(props.destination ? 'destinations.editTitle' : 'destinations.addTitle')}
      closeLabel={text('app.close')}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{text('app.cancel')}</Button>
          <Button look="primary" type="submit" form="destination-form">
            {text('app.save')}
          </Button>
        </>
      }
    >
      <form
        id="destination-form"
        className="form"
        noValidate
        onSubmit={(event) => void submit(event)}
      >
        <TextField
          label={text('edit.name')}
          value={destination.name}
          maxLength={200}
          autoFocus
          error={errorOf('name')}
          onChange={(name) => {
            change({ name });
          }}
        />
        <TextField
          type="url"
          label={text('destinations.address')}
          hint={text(isLive ? 'destinations.liveLocked' : 'destinations.addressHint')}
          isDisabled={isLive}
          value={destination.url}
          error={errorOf('url')}
          onChange={(url) => {
            change({ url });
          }}
          onBlur={() => {
            setDraft(withSplitKey(draft));
          }}
        />
        <TextField
          type="password"
          label={text('destinations.key')}
          hint={text(
            destination.keyRef === null ? 'destinations.keyHint' : 'destinations.keyStored',
          )}
          isDisabled={isLive}
          value={streamKey}
          maxLength={2048}
          error={errorOf('streamKey')}
          onChange={(value) => {
            setDraft({ ...draft, streamKey: value });
          }}
        />
        <VaultNotice />
      </form>
    </Dialog>
  );
}

/** Says so where keys cannot be kept over a restart. */
function VaultNotice(): ReactNode {
  const studio = useStudio();
  const [notice, setNotice] = useState<string | null>(null);
  useEffect(() => {
    void studio.attempt('error.load', async () => {
      const vault = await studio.program.remotes.settings.getVault();
      if (vault.kind === 'memory') setNotice(vault.notice ?? '');
    });
  }, [studio]);
  if (notice === null) return null;
  return <p className="notice">{text('destinations.keyMemory', { notice })}</p>;
}
