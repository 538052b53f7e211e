import { Tooltip as AriaTooltip, TooltipTrigger } from 'react-aria-components';
import type { ReactNode } from 'react';
import './tooltip.css';

/** The name of an icon on hover and focus. `children` is the one control. */
export function Tooltip(props: { readonly text: string; readonly children: ReactNode }): ReactNode {
  return (
    <TooltipTrigger delay={500}>
      {props.children}
      <AriaTooltip className="tooltip" offset={6}>
        {props.text}
      </AriaTooltip>
    </TooltipTrigger>
  );
}
