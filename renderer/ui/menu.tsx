import { Keyboard, Menu as AriaMenu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import type { ReactNode } from 'react';
import { Button, IconButton } from './button.tsx';
import type { IconName } from './icon.tsx';
import './popover.css';

export interface MenuAction {
  readonly id: string;
  readonly text: string;
  /** Shown at the right; the key itself is handled elsewhere. */
  readonly keys?: string;
  readonly isDisabled?: boolean;
  readonly run: () => void;
}

export interface MenuProps {
  readonly label: string;
  readonly icon: IconName;
  /** Show the label beside the icon. */
  readonly isLabelled?: boolean;
  readonly actions: readonly MenuAction[];
}

/** A button that opens a menu of actions. */
export function Menu({ label, icon, isLabelled = false, actions }: MenuProps): ReactNode {
  return (
    <MenuTrigger>
      {isLabelled ? <Button icon={icon}>{label}</Button> : <IconButton icon={icon} label={label} />}
      <Popover className="popover">
        <AriaMenu
          className="options"
          items={actions}
          disabledKeys={actions.filter((action) => action.isDisabled).map((action) => action.id)}
          onAction={(key) => actions.find((action) => action.id === key)?.run()}
        >
          {(action) => (
            <MenuItem className="option" id={action.id} textValue={action.text}>
              {action.text}
              {action.keys !== undefined && (
                <Keyboard className="option-keys">{action.keys}</Keyboard>
              )}
            </MenuItem>
          )}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}
