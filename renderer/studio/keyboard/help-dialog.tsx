import type { ReactNode } from 'react';
import { Dialog } from '../../ui/dialog.tsx';
import { text } from '../text.ts';
import { keyboardHelp } from './shortcuts.ts';
import './help.css';

export function HelpDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  return (
    <Dialog title={text('help.title')} closeLabel={text('app.close')} onClose={onClose}>
      {keyboardHelp.map(({ title, rows }) => (
        <table key={title} className="help-table">
          <caption>{text(title)}</caption>
          <thead className="visually-hidden">
            <tr>
              <th scope="col">{text('help.keys')}</th>
              <th scope="col">{text('help.action')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ keys, action }) => (
              <tr key={action}>
                <td>
                  <kbd>{keys}</kbd>
                </td>
                <td>{text(action)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ))}
    </Dialog>
  );
}
