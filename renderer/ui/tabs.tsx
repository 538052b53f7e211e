import { Tab, TabList, TabPanel, Tabs as AriaTabs } from 'react-aria-components';
import type { ReactNode } from 'react';
import './tabs.css';

export interface TabDefinition {
  readonly id: string;
  readonly text: string;
  readonly content: ReactNode;
}

export function Tabs(props: {
  readonly label: string;
  readonly tabs: readonly TabDefinition[];
}): ReactNode {
  return (
    <AriaTabs className="tabs">
      <TabList className="tabs-list" aria-label={props.label}>
        {props.tabs.map((tab) => (
          <Tab key={tab.id} id={tab.id} className="tabs-tab">
            {tab.text}
          </Tab>
        ))}
      </TabList>
      {props.tabs.map((tab) => (
        <TabPanel key={tab.id} id={tab.id} className="tabs-panel">
          {tab.content}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}
