import { Alert, Anchor, Button, Tabs, Text } from '@mantine/core';
import { IconArrowLeft, IconBroadcastOff } from '@tabler/icons-react';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { Problem } from '../../api/problem';
import { useCalmSight } from '../../live/LiveProvider';
import { Loading } from '../../parts/Loading';
import { Empty } from '../../parts/Empty';
import { PageHead } from '../../parts/PageHead';
import { Panel } from '../../parts/Panel';
import { State } from '../../parts/State';
import { Trouble } from '../../parts/Trouble';
import { administers, useMe } from '../../session/session';
import { Actions } from './Actions';
import { ConnectTab } from './ConnectTab';
import { CreateMount } from './CreateMount';
import { ListenersTab } from './ListenersTab';
import { ListenTab } from './ListenTab';
import { mountPage } from './names';
import { NowTab } from './NowTab';
import { useMount } from './queries';
import { rowsOf, STATES, track, type Row } from './rows';
import { SettingsTab } from './SettingsTab';
import { tabsOf, type Tab } from './tabs';
import classes from './mounts.module.css';

/** One mount: what it does now, who listens, how it is connected and heard, and its settings. */
export function MountPage() {
  const { name: part = '', tab } = useParams();
  const name = `/${part}`;
  const mount = useMount(name);
  const { board, recent } = useCalmSight();
  const absent = mount.error instanceof Problem && mount.error.status === 404;
  const row = rowsOf(mount.data === undefined ? [] : [mount.data], board).find(each => each.name === name);

  if (mount.isPending) {
    return <Loading what="mount" h={320} />;
  }
  if (mount.isError && mount.data === undefined && !absent) {
    return (
      <>
        <PageHead title={name} />
        <Trouble failure={mount.error} again={() => void mount.refetch()} />
      </>
    );
  }
  if (row === undefined) {
    return (
      <Panel>
        <Empty
          icon={IconBroadcastOff}
          title={`There is no mount ${name}`}
          action={
            <Button component={Link} to="/mounts" variant="default">
              All mounts
            </Button>
          }
        >
          It was deleted, is not granted to you, or was on the air without being configured and has gone.
        </Empty>
      </Panel>
    );
  }
  return (
    <>
      {mount.isError && mount.data !== undefined && (
        <Trouble failure={mount.error} again={() => void mount.refetch()} />
      )}
      <Shown key={name} row={row} listeners={track(recent, name)} tab={tab} />
    </>
  );
}

function Shown({
  row,
  listeners,
  tab,
}: {
  row: Row;
  listeners: readonly (number | null)[];
  tab: string | undefined;
}) {
  const me = useMe();
  const navigate = useNavigate();
  const tabs = tabsOf(me.role, row.configured !== null, row.rendition !== null);
  const here: Tab = tabs.find(each => each.id === tab)?.id ?? 'now';
  return (
    <>
      <Anchor component={Link} to="/mounts" size="sm" className={classes.back}>
        <IconArrowLeft size={14} aria-hidden="true" /> Mounts
      </Anchor>
      <PageHead title={row.name} actions={<Actions row={row} />}>
        <span className={classes.under}>
          <State kind={STATES[row.state].kind}>{STATES[row.state].word}</State>
          {row.streamName !== '' && <span>{row.streamName}</span>}
          {row.configured?.public === false && <span className={classes.tag}>hidden</span>}
          {row.configured?.managed === true && <span className={classes.tag}>managed by file</span>}
          {me.role === 'superadmin' && row.tenant !== '' && <span>of tenant {row.tenant}</span>}
        </span>
      </PageHead>
      {row.rendition !== null ? (
        <MadeOf from={row.rendition.from} />
      ) : (
        row.configured === null && <OnTheFly row={row} />
      )}
      <Tabs
        value={here}
        onChange={value =>
          void navigate(mountPage(row.name, value === 'now' ? undefined : (value ?? undefined)))
        }
        keepMounted={false}
      >
        <Tabs.List mb="lg" className={classes.tabs} aria-label={`Pages of ${row.name}`}>
          {tabs.map(each => (
            <Tabs.Tab key={each.id} value={each.id}>
              {each.label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={here}>
          {here === 'now' && <NowTab row={row} track={listeners} />}
          {here === 'listeners' && <ListenersTab row={row} />}
          {here === 'connect' && <ConnectTab row={row} />}
          {here === 'listen' && <ListenTab row={row} />}
          {here === 'settings' && row.configured !== null && <SettingsTab mount={row.configured} />}
        </Tabs.Panel>
      </Tabs>
    </>
  );
}

function MadeOf({ from }: { from: string }) {
  return (
    <Alert variant="light" mb="lg">
      A transcoder makes this mount of{' '}
      <Anchor component={Link} to={mountPage(from)} size="sm">
        {from}
      </Anchor>
      . It takes no encoder.{' '}
      <Anchor component={Link} to="/renditions" size="sm">
        All renditions
      </Anchor>
    </Alert>
  );
}

function OnTheFly({ row }: { row: Row }) {
  const me = useMe();
  const [configuring, setConfiguring] = useState(false);
  return (
    <Alert variant="light" mb="lg" title="On the air without being configured">
      <Text size="sm">
        Its encoder logged in with the source password of its tenant, which may make mounts on the fly. It
        goes when its source goes. Configure it to give it a password of its own, limits, a fallback, and to
        close its source or its listeners.
      </Text>
      {administers(me.role) && (
        <Button size="xs" mt="sm" onClick={() => setConfiguring(true)}>
          Configure {row.name}
        </Button>
      )}
      <CreateMount
        opened={configuring}
        close={() => setConfiguring(false)}
        taken={new Set()}
        preset={{ name: row.name, tenant: row.tenant }}
      />
    </Alert>
  );
}
