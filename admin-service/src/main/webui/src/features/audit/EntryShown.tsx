import { Alert, Stack, Text } from '@mantine/core';
import { Dialog } from '../../parts/Dialog';
import { moment } from '../../parts/format';
import { cut, differences, type Entry } from './audit';
import classes from './audit.module.css';

/** One thing that was done, with all that was different after it. */
export function EntryShown({ entry, close }: { entry: Entry; close: () => void }) {
  const all = differences(entry);
  const made = entry.before === undefined;
  const gone = entry.after === undefined;
  return (
    <Dialog onClose={close} title={`${entry.action} ${entry.object}`} size="xl">
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          {`By ${entry.actor}, ${moment(entry.at)}`}
          {entry.address !== undefined && `, from ${entry.address}`}
          {entry.tenant !== undefined && `, in tenant ${entry.tenant}`}.
        </Text>
        {cut(entry) ? (
          <Alert variant="light" color="gray">
            It was too long for the log: what it was is not kept.
          </Alert>
        ) : all.length === 0 ? (
          <Text size="sm">Nothing that can be shown was changed by it.</Text>
        ) : (
          <div className={classes.scroll}>
            <table className={classes.table}>
              <thead>
                <tr>
                  <th scope="col">Field</th>
                  {!made && <th scope="col">{gone ? 'It was' : 'Before'}</th>}
                  {!gone && <th scope="col">{made ? 'It is' : 'After'}</th>}
                </tr>
              </thead>
              <tbody>
                {all.map(({ field, before, after }) => (
                  <tr key={field}>
                    <th scope="row">{field}</th>
                    {!made && <td>{before === null ? <em>nothing</em> : <span>{before}</span>}</td>}
                    {!gone && <td>{after === null ? <em>nothing</em> : <span data-after>{after}</span>}</td>}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
        <Text size="sm" c="dimmed">
          Passwords and secrets are never in the log.
        </Text>
      </Stack>
    </Dialog>
  );
}
