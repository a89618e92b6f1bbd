import { Button, NativeSelect, Pagination } from '@mantine/core';
import { IconBroadcast, IconPlus, IconSearch } from '@tabler/icons-react';
import { useDeferredValue, useMemo, useState } from 'react';
import { useMountsOf, useTenants } from '../../api/lists';
import { useSearchParams } from 'react-router';
import { useCalmSight } from '../../live/LiveProvider';
import { Find } from '../../parts/Find';
import { Loading } from '../../parts/Loading';
import { count } from '../../parts/format';
import { Empty } from '../../parts/Empty';
import { PageHead } from '../../parts/PageHead';
import { Panel } from '../../parts/Panel';
import { Trouble } from '../../parts/Trouble';
import { administers, useMe } from '../../session/session';
import { CreateMount } from './CreateMount';
import { MountRows } from './MountRows';
import { busiest, matching, rowsOf, STATES, type OnAir } from './rows';
import classes from './mounts.module.css';

const AT_ONCE = 50;
const ASKED: readonly OnAir[] = ['live', 'stalled', 'off', 'disabled'];

/** All mounts, with what is on the air. */
export function MountList() {
  const me = useMe();
  const { board, recent } = useCalmSight();
  const superadmin = me.role === 'superadmin';
  const tenants = useTenants(superadmin);
  const [tenant, setTenant] = useState('');
  const [words, setWords] = useState('');
  const [state, setState] = useState('');
  const [order, setOrder] = useState('name');
  const [page, setPage] = useState(1);
  const [search, setSearch] = useSearchParams();
  // The dashboard leads here for it.
  const [creating, setCreating] = useState(search.has('new') && administers(me.role));
  const wanted = useDeferredValue(words);
  const mounts = useMountsOf(tenant === '' ? undefined : tenant);

  const rows = useMemo(
    () => rowsOf(mounts.data ?? [], board, tenant === '' ? null : tenant),
    [mounts.data, board, tenant],
  );
  const found = useMemo(() => {
    const like = matching(rows, wanted, state === '' ? null : (state as OnAir));
    return order === 'listeners' ? busiest(like) : like;
  }, [rows, wanted, state, order]);
  const pages = Math.max(1, Math.ceil(found.length / AT_ONCE));
  const here = Math.min(page, pages);
  const shown = useMemo(() => found.slice((here - 1) * AT_ONCE, here * AT_ONCE), [found, here]);
  const create = administers(me.role) && (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setCreating(true)}>
      Create mount
    </Button>
  );

  function endCreating() {
    setCreating(false);
    if (search.has('new')) {
      setSearch({}, { replace: true });
    }
  }

  return (
    <>
      <PageHead title="Mounts" actions={create}>
        A mount is where one stream comes in from an encoder and goes out to listeners.
      </PageHead>
      {mounts.isError && <Trouble failure={mounts.error} again={() => void mounts.refetch()} />}
      {mounts.isPending ? (
        <Loading what="mounts" h={240} />
      ) : rows.length === 0 && !mounts.isError ? (
        <Panel>
          <Empty icon={IconBroadcast} title="There is no mount yet" action={create}>
            {administers(me.role)
              ? 'Create one: you get a password, and settings to paste into your encoder. Listeners hear it a moment after the encoder connects.'
              : 'Mounts that are granted to you will be here. Ask an admin of your tenant.'}
          </Empty>
        </Panel>
      ) : (
        <>
          <div className={classes.filters} role="search">
            <Find
              label="Filter mounts"
              hint="Name, stream name or title"
              className={classes.words}
              text={words}
              find={words => {
                setWords(words);
                setPage(1);
              }}
            />
            <NativeSelect
              aria-label="State"
              value={state}
              onChange={event => {
                setState(event.currentTarget.value);
                setPage(1);
              }}
              data={[
                { value: '', label: 'Every state' },
                ...ASKED.map(each => ({ value: each, label: STATES[each].word })),
              ]}
            />
            {superadmin && (tenants.data?.length ?? 0) > 1 && (
              <NativeSelect
                aria-label="Tenant"
                value={tenant}
                onChange={event => {
                  setTenant(event.currentTarget.value);
                  setPage(1);
                }}
                data={[
                  { value: '', label: 'Every tenant' },
                  ...(tenants.data ?? []).map(each => ({ value: each.name, label: each.name })),
                ]}
              />
            )}
            <NativeSelect
              aria-label="Order"
              value={order}
              onChange={event => {
                setOrder(event.currentTarget.value);
                setPage(1);
              }}
              data={[
                { value: 'name', label: 'By name' },
                { value: 'listeners', label: 'Most listeners' },
              ]}
            />
            <span className={classes.tally} role="status">
              {found.length === rows.length
                ? `${count(rows.length)} ${rows.length === 1 ? 'mount' : 'mounts'}`
                : `${count(found.length)} of ${count(rows.length)} mounts`}
            </span>
          </div>
          {found.length === 0 ? (
            <Panel>
              <Empty icon={IconSearch} title="No mount is like that">
                Try fewer words, or every state.
              </Empty>
            </Panel>
          ) : (
            <MountRows rows={shown} recent={recent} tenants={superadmin} />
          )}
          {pages > 1 && (
            <Pagination
              total={pages}
              value={here}
              onChange={setPage}
              size="sm"
              getControlProps={control => ({
                'aria-label': { first: 'First', previous: 'Previous', next: 'Next', last: 'Last' }[control],
              })}
              getItemProps={item => ({ 'aria-label': `Page ${item}` })}
            />
          )}
        </>
      )}
      <CreateMount
        opened={creating}
        close={endCreating}
        taken={new Set(rows.filter(r => r.configured !== null).map(r => r.name))}
      />
    </>
  );
}
