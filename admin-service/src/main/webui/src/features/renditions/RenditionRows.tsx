import { ActionIcon, Anchor, Group, Table, Tooltip } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { Link } from 'react-router';
import { count } from '../../parts/format';
import { Panel } from '../../parts/Panel';
import { State } from '../../parts/State';
import { mountPage } from '../mounts/names';
import { factor, madeAs, type RenditionView, type Row } from './rows';
import { RENDITION_STATES } from './states';
import classes from './renditions.module.css';

/** Renditions as a table; on a phone only what they are and how. */
export function RenditionRows({
  rows,
  tenants,
  changes,
  edit,
  end,
}: {
  rows: readonly Row[];
  tenants: boolean;
  changes: boolean;
  edit: (view: RenditionView) => void;
  end: (view: RenditionView) => void;
}) {
  return (
    <Panel flush>
      <Table className={classes.table} verticalSpacing="sm" horizontalSpacing="md">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Rendition</Table.Th>
            <Table.Th>State</Table.Th>
            <Table.Th className={classes.wide}>Speed</Table.Th>
            <Table.Th className={classes.wide}>Lag</Table.Th>
            <Table.Th className={classes.wide}>Node</Table.Th>
            <Table.Th>Listeners</Table.Th>
            {tenants && <Table.Th className={classes.wide}>Tenant</Table.Th>}
            {changes && <Table.Th aria-label="Actions" />}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(row => (
            <Table.Tr key={row.view.to}>
              <Table.Td className={classes.name}>
                <Anchor component={Link} to={mountPage(row.view.to)} size="sm" fw={600}>
                  {row.view.to}
                </Anchor>
                <small>
                  of{' '}
                  <Anchor component={Link} to={mountPage(row.view.from)} size="xs">
                    {row.view.from}
                  </Anchor>
                </small>
                <small>{madeAs(row.view)}</small>
                <small className={classes.tags}>
                  {row.view.onDemand && <span>on demand</span>}
                  {row.view.sibling && <span>sibling</span>}
                  {row.view.managed && <span>managed by file</span>}
                </small>
              </Table.Td>
              <Table.Td className={classes.state}>
                <State kind={RENDITION_STATES[row.state].kind}>{RENDITION_STATES[row.state].word}</State>
                {row.reason !== '' && <small>{row.reason}</small>}
              </Table.Td>
              <Table.Td className={classes.wide}>
                {row.speed !== null && (
                  <Tooltip label={`${factor(row.speed)} real time: seconds of audio per second of CPU`}>
                    <span>{factor(row.speed)}</span>
                  </Tooltip>
                )}
              </Table.Td>
              <Table.Td className={classes.wide}>{row.lagMs !== null && `${count(row.lagMs)} ms`}</Table.Td>
              <Table.Td className={classes.wide}>{row.node}</Table.Td>
              <Table.Td>{row.listeners !== null && count(row.listeners)}</Table.Td>
              {tenants && <Table.Td className={classes.wide}>{row.view.tenant}</Table.Td>}
              {changes && (
                <Table.Td>
                  <Changes view={row.view} edit={edit} end={end} />
                </Table.Td>
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}

function Changes({
  view,
  edit,
  end,
}: {
  view: RenditionView;
  edit: (view: RenditionView) => void;
  end: (view: RenditionView) => void;
}) {
  if (view.sibling) {
    return (
      <Anchor component={Link} to={`/tenants/${view.tenant}`} size="xs">
        Change it at the tenant
      </Anchor>
    );
  }
  if (view.managed) {
    return null;
  }
  return (
    <Group gap={4} wrap="nowrap" justify="flex-end">
      <ActionIcon variant="subtle" aria-label={`Edit ${view.to}`} onClick={() => edit(view)}>
        <IconPencil size={16} />
      </ActionIcon>
      <ActionIcon variant="subtle" color="alarm" aria-label={`Delete ${view.to}`} onClick={() => end(view)}>
        <IconTrash size={16} />
      </ActionIcon>
    </Group>
  );
}
