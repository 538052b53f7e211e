import {
  Button as AriaButton,
  ToggleButton as AriaToggleButton,
  type ButtonProps as AriaButtonProps,
  type ToggleButtonProps as AriaToggleButtonProps,
} from 'react-aria-components';
import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';
import { Tooltip } from './tooltip.tsx';
import './button.css';

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'style' | 'children'> {
  /** `live` is red: only for what is on air. */
  readonly look?: 'plain' | 'primary' | 'quiet' | 'live';
  readonly icon?: IconName;
  readonly children: ReactNode;
}

export function Button({ look = 'plain', icon, children, ...rest }: ButtonProps): ReactNode {
  return (
    <AriaButton {...rest} className="button" data-look={look}>
      {icon && <Icon name={icon} />}
      <span className="button-text">{children}</span>
    </AriaButton>
  );
}

export interface IconButtonProps extends Omit<AriaButtonProps, 'className' | 'style' | 'children'> {
  readonly icon: IconName;
  /** The accessible name, also shown as a tooltip. */
  readonly label: string;
}

export function IconButton({ icon, label, ...rest }: IconButtonProps): ReactNode {
  return (
    <Tooltip text={label}>
      <AriaButton {...rest} aria-label={label} className="button icon-button" data-look="quiet">
        <Icon name={icon} />
      </AriaButton>
    </Tooltip>
  );
}

export interface ToggleButtonProps extends Omit<
  AriaToggleButtonProps,
  'className' | 'style' | 'children'
> {
  readonly icon: IconName;
  readonly label: string;
}

/** Keeps its name in both states; the state is `aria-pressed`. */
export function ToggleButton({ icon, label, ...rest }: ToggleButtonProps): ReactNode {
  return (
    <Tooltip text={label}>
      <AriaToggleButton
        {...rest}
        aria-label={label}
        className="button icon-button"
        data-look="quiet"
      >
        <Icon name={icon} />
      </AriaToggleButton>
    </Tooltip>
  );
}
