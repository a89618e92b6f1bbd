import { Table } from '@mantine/core';
import type { LiveServices } from '../../live/board';
import { useSight } from '../../live/LiveProvider';
import { clock, duration } from '../../parts/format';
import { Panel } from '../../parts/Panel';
import { State } from '../../parts/State';
import classes from './dashboard.module.css';

const KINDS = [
  ['ingests', 'ingest', 'ingests', true],
  ['edges', 'edge', 'edges', true],
  ['transcoders', 'transcoder', 'transcoders', false],
  ['admins', 'admin', 'admins', true],
] as const;

/** How many services are alive; who they are and who has gone, for those who are told. */
export function Services({ services }: { services: LiveServices }) {
  const { recent, lost } = useSight();
  const now = recent.at(-1)?.at ?? 0;
  return (
    <Panel title="Services">
      <dl className={classes.services}>
        {KINDS.map(([field, one, many, needed]) => (
          <div key={field} className={needed && services[field] === 0 ? classes.none : undefined}>
            <dt>{services[field] === 1 ? one : many}</dt>
            <dd>{services[field]}</dd>
          </div>
        ))}
      </dl>
      {services.nodes !== undefined && services.nodes !== null && (
        <Table className={classes.nodes} verticalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Service</Table.Th>
              <Table.Th>State</Table.Th>
              <Table.Th ta="right">Port</Table.Th>
              <Table.Th ta="right">Up</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {services.nodes.map(node => (
              <Table.Tr key={node.id}>
                <Table.Td>{node.id}</Table.Td>
                <Table.Td>
                  <State kind="good">alive</State>
                </Table.Td>
                <Table.Td ta="right">{node.port === 0 ? '' : node.port}</Table.Td>
                <Table.Td ta="right">
                  {now === 0 ? '' : duration((now - Date.parse(node.since)) / 1000)}
                </Table.Td>
              </Table.Tr>
            ))}
            {lost.map(({ node, at }) => (
              <Table.Tr key={node.id}>
                <Table.Td>{node.id}</Table.Td>
                <Table.Td>
                  <State kind="bad">gone since {clock(at)}</State>
                </Table.Td>
                <Table.Td ta="right">{node.port === 0 ? '' : node.port}</Table.Td>
                <Table.Td />
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Panel>
  );
}
