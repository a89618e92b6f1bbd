import { Table } from '@mantine/core';
import { memo } from 'react';
import { Link } from 'react-router';
import type { Seen } from '../../live/tracks';
import { count } from '../../parts/format';
import { Panel } from '../../parts/Panel';
import { Sparkline } from '../../parts/Sparkline';
import { State } from '../../parts/State';
import { mountPage } from './names';
import { formatOf, STATES, track, type Row } from './rows';
import classes from './mounts.module.css';

/** Mounts as a table; on a phone its columns stand below each other. */
export const MountRows = memo(function MountRows({
  rows,
  recent,
  tenants,
}: {
  rows: readonly Row[];
  recent: readonly Seen[];
  tenants: boolean;
}) {
  return (
    <Panel flush>
      <Table className={classes.table} verticalSpacing="sm" horizontalSpacing="md">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Mount</Table.Th>
            <Table.Th>State</Table.Th>
            <Table.Th className={classes.wide}>Now playing</Table.Th>
            <Table.Th>Listeners</Table.Th>
            <Table.Th className={classes.wide}>Format</Table.Th>
            {tenants && <Table.Th className={classes.wide}>Tenant</Table.Th>}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(row => (
            <MountRow key={row.name} row={row} recent={recent} tenants={tenants} />
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  );
});

function MountRow({ row, recent, tenants }: { row: Row; recent: readonly Seen[]; tenants: boolean }) {
  const { live, state } = row;
  const listeners = live?.listeners ?? 0;
  const title = live?.title ?? '';
  return (
    <Table.Tr className={classes.row}>
      <Table.Td className={classes.name}>
        <Link to={mountPage(row.name)}>{row.name}</Link>
        <small>
          {row.streamName}
          {row.rendition !== null ? (
            <span className={classes.tag}>rendition of {row.rendition.from}</span>
          ) : (
            row.configured === null && <span className={classes.tag}>on the fly</span>
          )}
          {row.configured?.public === false && <span className={classes.tag}>hidden</span>}
          {row.configured?.managed === true && <span className={classes.tag}>managed by file</span>}
        </small>
        {title !== '' && <small className={classes.narrow}>{title}</small>}
      </Table.Td>
      <Table.Td>
        <State kind={STATES[state].kind}>{STATES[state].word}</State>
      </Table.Td>
      <Table.Td className={classes.wide}>
        <span className={classes.clip}>{title}</span>
      </Table.Td>
      <Table.Td>
        {live !== null && (
          <span className={classes.listeners}>
            <span>{count(listeners)}</span>
            <Sparkline
              values={track(recent, row.name)}
              label={`Listeners of ${row.name} in the last minutes, now ${listeners}`}
            />
          </span>
        )}
      </Table.Td>
      <Table.Td className={classes.wide}>{live !== null && formatOf(live)}</Table.Td>
      {tenants && <Table.Td className={classes.wide}>{row.tenant}</Table.Td>}
    </Table.Tr>
  );
}
