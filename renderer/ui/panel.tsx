import { useId, type ReactNode } from 'react';
import './panel.css';

/** A named region of the window with its tools at the right of the title. */
export function Panel(props: {
  readonly title: string;
  readonly name: string;
  readonly tools?: ReactNode;
  readonly children: ReactNode;
}): ReactNode {
  const titleId = useId();
  return (
    <section className="panel" data-panel={props.name} aria-labelledby={titleId}>
      <header className="panel-head">
        <h2 id={titleId}>{props.title}</h2>
        <div className="panel-tools">{props.tools}</div>
      </header>
      {props.children}
    </section>
  );
}
