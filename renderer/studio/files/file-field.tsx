import { useState, type ReactNode } from 'react';
import { RpcError } from '#shared/rpc/rpc-error.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useStudio } from '../hooks.ts';
import { text } from '../text.ts';
import { folderOf } from './file-path.ts';
import { FolderDialog, type FilePurpose } from './folder-dialog.tsx';
import './files.css';

export interface FileFieldProps {
  readonly label: string;
  readonly purpose: FilePurpose;
  readonly path: string;
  readonly onChange: (path: string) => void;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  readonly isDisabled?: boolean;
}

/** A path, typed or chosen: in the system's dialog where the host has one, else in ours. */
export function FileField(props: FileFieldProps): ReactNode {
  const { purpose, path, onChange } = props;
  const studio = useStudio();
  const [isBrowsing, setIsBrowsing] = useState(false);
  const choose = async (): Promise<void> => {
    try {
      const picked = await studio.program.remotes.studio.pickFile({ purpose });
      if (picked.path !== null) onChange(picked.path);
    } catch (error) {
      if (error instanceof RpcError && error.reason === 'unavailable') setIsBrowsing(true);
      else await studio.attempt('error.files', () => Promise.reject(error as Error));
    }
  };
  return (
    <div className="file-field">
      <TextField
        label={props.label}
        value={path}
        onChange={onChange}
        hint={props.hint}
        error={props.error}
        isDisabled={props.isDisabled ?? false}
      />
      <Button isDisabled={props.isDisabled ?? false} onPress={() => void choose()}>
        {text('app.choose')}
      </Button>
      {isBrowsing && (
        <FolderDialog
          purpose={purpose}
          start={purpose === 'folder' ? path : folderOf(path)}
          onChoose={(chosen) => {
            setIsBrowsing(false);
            onChange(chosen);
          }}
          onClose={() => {
            setIsBrowsing(false);
          }}
        />
      )}
    </div>
  );
}
