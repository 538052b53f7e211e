import { useState, type FormEvent, type ReactNode } from 'react';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextField } from '../ui/text-field.tsx';
import { text } from './text.ts';

export interface RenameDialogProps {
  readonly title: string;
  readonly name: string;
  readonly onRename: (name: string) => void;
  readonly onClose: () => void;
}

export function RenameDialog(props: RenameDialogProps): ReactNode {
  const [name, setName] = useState(props.name);
  const [wasTried, setWasTried] = useState(false);
  const trimmed = name.trim();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setWasTried(true);
    if (trimmed === '') return;
    props.onClose();
    if (trimmed !== props.name) props.onRename(trimmed);
  };
  return (
    <Dialog
      title={props.title}
      closeLabel={text('app.close')}
      onClose={props.onClose}
      size="small"
      actions={
        <>
          <Button onPress={props.onClose}>{text('app.cancel')}</Button>
          <Button look="primary" type="submit" form="rename">
            {text('app.save')}
          </Button>
        </>
      }
    >
      <form id="rename" onSubmit={submit} noValidate>
        <TextField
          label={text('edit.name')}
          value={name}
          onChange={setName}
          maxLength={200}
          autoFocus
          error={wasTried && trimmed === '' ? text('error.required') : undefined}
        />
      </form>
    </Dialog>
  );
}
