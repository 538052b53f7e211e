import {
  Button,
  Collection,
  Tree as AriaTree,
  TreeItem,
  TreeItemContent,
  useDragAndDrop,
} from 'react-aria-components';
import { useState, type ReactNode } from 'react';
import { Icon } from './icon.tsx';
import type { ReorderTarget } from './reorder.ts';
import './list.css';

export interface TreeRow {
  readonly id: string;
  readonly name: string;
  readonly children: readonly this[];
}

export interface TreeProps<T extends TreeRow> {
  readonly label: string;
  readonly rows: readonly T[];
  readonly selectedIds: readonly string[];
  readonly onSelect: (ids: readonly string[]) => void;
  /** Enter, or a double click. */
  readonly onAction: (id: string) => void;
  readonly dragLabel: (row: T) => string;
  /** The name of the button that opens and closes a row. */
  readonly expandLabel: (row: T) => string;
  /** Within one parent only. */
  readonly onReorder: (id: string, target: ReorderTarget) => void;
  readonly renderRow: (row: T) => ReactNode;
  readonly empty: ReactNode;
}

/** Rows within rows; several can be selected with Control or Shift. All are open at first. */
export function Tree<T extends TreeRow>(props: TreeProps<T>): ReactNode {
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const parents = parentsOf(props.rows);
  const { dragAndDropHooks } = useDragAndDrop<T>({
    getItems: (_, dragged) => dragged.map(({ name }) => ({ 'text/plain': name })),
    onReorder: ({ keys, target }) => {
      const { dropPosition: position, key } = target;
      if (position === 'on') return;
      for (const id of keys) props.onReorder(String(id), { key: String(key), position });
    },
  });
  const renderItem = (row: T): ReactNode => (
    <TreeItem className="list-row" id={row.id} textValue={row.name} value={row}>
      <TreeItemContent>
        {({ hasChildItems, level }) => (
          <div className="tree-row" data-level={level}>
            <Button slot="drag" className="list-handle" aria-label={props.dragLabel(row)}>
              <Icon name="grip" />
            </Button>
            {hasChildItems && (
              <Button slot="chevron" className="tree-chevron" aria-label={props.expandLabel(row)}>
                <Icon name="right" />
              </Button>
            )}
            {props.renderRow(row)}
          </div>
        )}
      </TreeItemContent>
      <Collection items={row.children}>{renderItem}</Collection>
    </TreeItem>
  );
  return (
    <AriaTree
      className="list"
      aria-label={props.label}
      items={props.rows}
      selectionMode="multiple"
      selectionBehavior="replace"
      selectedKeys={props.selectedIds}
      onSelectionChange={(keys) => {
        props.onSelect(keys === 'all' ? props.rows.map(({ id }) => id) : [...keys].map(String));
      }}
      expandedKeys={parents.filter((id) => !closed.has(id))}
      onExpandedChange={(open) => {
        setClosed(new Set(parents.filter((id) => !open.has(id))));
      }}
      onAction={(key) => {
        props.onAction(String(key));
      }}
      renderEmptyState={() => props.empty}
      dragAndDropHooks={dragAndDropHooks}
    >
      {renderItem}
    </AriaTree>
  );
}

function parentsOf<T extends TreeRow>(rows: readonly T[]): string[] {
  return rows.flatMap((row) =>
    row.children.length === 0 ? [] : [row.id, ...parentsOf<T>(row.children)],
  );
}
