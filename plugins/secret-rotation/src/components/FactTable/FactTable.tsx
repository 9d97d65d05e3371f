import type { ReactNode } from 'react';
import styles from './FactTable.module.css';

/** One column of a table. @internal */
export interface FactColumn<Row> {
  id: string;
  label: string;
  cell: (row: Row) => ReactNode;
  /** The column that names the row: first, and without its label when narrow. */
  names?: boolean;
}

/** Rows under one heading, such as a wave. @internal */
export interface FactGroup<Row> {
  id: string;
  heading?: ReactNode;
  rows: readonly Row[];
}

/**
 * A table that becomes label and value up to 820 px. Plain elements instead of BUI's collection table: its rows
 * are cached by identity, ours tick.
 * @internal
 */
export function FactTable<Row>(props: {
  label: string;
  columns: readonly FactColumn<Row>[];
  groups: readonly FactGroup<Row>[];
  rowKey: (row: Row) => string;
}) {
  const { columns, groups, rowKey, label } = props;
  return (
    <table className={styles.table} aria-label={label}>
      <thead>
        <tr>
          {columns.map(column => (
            <th key={column.id} scope="col">
              {column.label}
            </th>
          ))}
        </tr>
      </thead>
      {groups.map(group => (
        <tbody key={group.id}>
          {group.heading && (
            <tr className={styles.heading}>
              <th scope="rowgroup" colSpan={columns.length}>
                {group.heading}
              </th>
            </tr>
          )}
          {group.rows.map(row => (
            <tr key={rowKey(row)}>
              {columns.map(column =>
                column.names ? (
                  <th key={column.id} scope="row" className={styles.name}>
                    {column.cell(row)}
                  </th>
                ) : (
                  <td key={column.id} data-label={column.label}>
                    <div>{column.cell(row)}</div>
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      ))}
    </table>
  );
}
