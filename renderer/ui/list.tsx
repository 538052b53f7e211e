import { Button, GridList, GridListItem, useDragAndDrop } from 'react-aria-components';
import type { ReactNode } from 'react';
import { Icon } from './icon.tsx';
import { reorderIndex } from './reorder.ts';
import './list.css';

export interface ListRow {
  readonly id: string;
  readonly name: string;
}

export interface ListProps<T extends ListRow> {
  readonly label: string;
  readonly rows: readonly T[];
  readonly selectedId: string | null;
  readonly onSelect: (id: string) => void;
  /** The accessible name of a row's handle. */
  readonly dragLabel: (row: T) => string;
  readonly onReorder: (id: string, index: number) => void;
  readonly renderRow: (row: T) => ReactNode;
}

/**
 * One column, one selected row. Arrows move the focus only; Enter, Space or a click selects. The
 * handle at the left drags with the pointer, and with the keyboard after Enter on it.
 */
export function List<T extends ListRow>(props: ListProps<T>): ReactNode {
  const { rows, selectedId } = props;
  const { dragAndDropHooks } = useDragAndDrop<T>({
    getItems: (_, dragged) => dragged.map(({ name }) => ({ 'text/plain': name })),
    onReorder: ({ keys, target }) => {
      if (target.dropPosition === 'on') return;
      const [id] = [...keys].map(String);
      if (id === undefined) return;
      const place = { key: String(target.key), position: target.dropPosition };
      const index = reorderIndex(
        rows.map((row) => row.id),
        id,
        place,
      );
      if (index !== null) props.onReorder(id, index);
    },
  });
  return (
    <GridList
      className="list"
      aria-label={props.label}
      items={rows}
      selectionMode="single"
      selectionBehavior="toggle"
      disallowEmptySelection
      selectedKeys={selectedId === null ? [] : [selectedId]}
      onSelectionChange={(keys) => {
        if (keys === 'all') return;
        for (const key of keys) if (key !== selectedId) props.onSelect(String(key));
      }}
      dragAndDropHooks={dragAndDropHooks}
    >
      {(row) => (
        <GridListItem className="list-row" id={row.id} textValue={row.name}>
          <Button slot="drag" className="list-handle" aria-label={props.dragLabel(row)}>
            <Icon name="grip" />
          </Button>
          {props.renderRow(row)}
        </GridListItem>
      )}
    </GridList>
  );
}
