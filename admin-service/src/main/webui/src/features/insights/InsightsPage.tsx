import { Anchor, SegmentedControl, Select, Tabs, Text } from '@mantine/core';
import { IconChartLine } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { useMountsOf, useTenants } from '../../api/lists';
import { useBoard } from '../../live/LiveProvider';
import { Empty } from '../../parts/Empty';
import { Fact, Facts } from '../../parts/Facts';
import { bitrate, bytes, count, moment } from '../../parts/format';
import { PageHead } from '../../parts/PageHead';
import { Panel } from '../../parts/Panel';
import { Trouble } from '../../parts/Trouble';
import { administers, useMe } from '../../session/session';
import { Chart, type Line } from './Chart';
import classes from './insights.module.css';
import { csv, RANGES, series, type Range } from './series';
import { Agents, Days, Mounts, Songs, Sources } from './Tables';
import { useTotals, useTrend, type Scope } from './useHistory';

const listeners = (value: number) =>
  value >= 10 ? count(Math.round(value)) : String(Math.round(value * 10) / 10);

export default function InsightsPage() {
  const me = useMe();
  const [search, setSearch] = useSearchParams();
  const board = useBoard();
  const names = useMountsOf();
  const tenants = useTenants(me.role === 'superadmin');
  const range = RANGES.find(each => each.key === search.get('range')) ?? RANGES[0];
  const mounts = useMemo(
    () => [...new Set([...(names.data ?? []).map(each => each.name), ...board.mounts.keys()])].sort(),
    [names.data, board.mounts],
  );
  const mayAll = administers(me.role);
  const mount = search.get('mount') ?? (mayAll ? undefined : mounts[0]);
  const tenant = mount === undefined ? (search.get('tenant') ?? undefined) : undefined;
  const scope: Scope = useMemo(() => ({ mount, tenant }), [mount, tenant]);
  const ready = mayAll || mount !== undefined;

  function set(name: string, value: string | null) {
    setSearch(
      old => {
        const next = new URLSearchParams(old);
        if (value === null) {
          next.delete(name);
        } else {
          next.set(name, value);
        }
        return next;
      },
      { replace: true },
    );
  }

  return (
    <>
      <PageHead title="Insights">What happened: who listened, when, for how long, and to what.</PageHead>
      <div className={classes.filters}>
        <Select
          label="Mount"
          data={mounts}
          value={mount ?? null}
          onChange={value => set('mount', value)}
          placeholder={mayAll ? 'All mounts' : 'Choose a mount'}
          clearable={mayAll}
          searchable
          limit={100}
          w="16rem"
        />
        {(tenants.data?.length ?? 0) > 1 && mount === undefined && (
          <Select
            label="Tenant"
            data={(tenants.data ?? []).map(each => each.name)}
            value={tenant ?? null}
            onChange={value => set('tenant', value)}
            placeholder="All tenants"
            clearable
            searchable
            w="12rem"
          />
        )}
        <SegmentedControl
          aria-label="How much of the past"
          data={RANGES.map(each => ({ value: each.key, label: each.label }))}
          value={range.key}
          onChange={value => set('range', value)}
        />
      </div>
      {ready ? (
        <History scope={scope} range={range} />
      ) : (
        (names.isSuccess || names.isError) && (
          <Panel>
            {names.isError ? (
              <Trouble failure={names.error} again={() => void names.refetch()} />
            ) : (
              <Empty icon={IconChartLine} title="No mount is granted to you">
                Insights are about the mounts that you see. Ask an admin of your tenant to grant you one.
              </Empty>
            )}
          </Panel>
        )
      )}
    </>
  );
}

function History({ scope, range }: { scope: Scope; range: Range }) {
  return (
    <>
      <Trend scope={scope} range={range} />
      <Totals scope={scope} range={range} />
      <Panel>
        <Tabs defaultValue="days" keepMounted={false}>
          <Tabs.List mb="md">
            <Tabs.Tab value="days">Days</Tabs.Tab>
            <Tabs.Tab value="mounts">Top mounts</Tabs.Tab>
            <Tabs.Tab value="agents">Players</Tabs.Tab>
            <Tabs.Tab value="songs">Songs</Tabs.Tab>
            <Tabs.Tab value="sources">Sources</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="days">
            <Days scope={scope} range={range} />
          </Tabs.Panel>
          <Tabs.Panel value="mounts">
            <Mounts scope={scope} range={range} />
          </Tabs.Panel>
          <Tabs.Panel value="agents">
            <Agents scope={scope} range={range} />
          </Tabs.Panel>
          <Tabs.Panel value="songs">
            <Songs scope={scope} />
          </Tabs.Panel>
          <Tabs.Panel value="sources">
            <Sources scope={scope} />
          </Tabs.Panel>
        </Tabs>
      </Panel>
    </>
  );
}

function Trend({ scope, range }: { scope: Scope; range: Range }) {
  const trend = useTrend(scope, range, true);
  const made = useMemo(
    () => (trend.data === undefined ? null : series(trend.data.items, trend.data.range.step)),
    [trend.data],
  );
  const people: Line[] = useMemo(
    () => [
      { label: 'at most', values: made?.peaks ?? [], color: '--floe-floe' },
      { label: 'on average', values: made?.listeners ?? [], color: '--floe-ice', fill: true },
    ],
    [made],
  );
  const traffic: Line[] = useMemo(
    () => [
      { label: 'out', values: made?.bitsOut ?? [], color: '--floe-ice', fill: true },
      { label: 'in', values: made?.bitsIn ?? [], color: '--mantine-color-dimmed' },
    ],
    [made],
  );
  const trouble = trend.isError && <Trouble failure={trend.error} again={() => void trend.refetch()} />;
  if (trend.isError && trend.data === undefined) {
    return trouble;
  }
  if (made === null || trend.data === undefined) {
    return <Panel title="Listeners">{<div className={classes.chart} aria-busy="true" />}</Panel>;
  }
  const { from, to } = trend.data;
  const shown = trend.data.range;
  const download = csv('/api/v1/insights/trend', {
    ...trend.data.scope,
    step: shown.step,
    from: new Date(from * 1000).toISOString(),
    to: new Date(to * 1000).toISOString(),
  });
  const most = made.peaks.reduce<number>((max, value) => Math.max(max, value ?? 0), 0);
  return (
    <div className={classes.answer} aria-busy={trend.isPlaceholderData}>
      {trouble}
      <Panel
        title="Listeners"
        actions={
          <Anchor href={download} download size="sm">
            CSV
          </Anchor>
        }
      >
        {made.times.length === 0 ? (
          <Text c="dimmed" py="xl" ta="center">
            Nothing was on the air in this time, or nobody kept the history yet: the first minute is here a
            minute after it has passed.
          </Text>
        ) : (
          <>
            <Chart
              label={`Listeners over ${shown.label}: ${count(most)} at most`}
              times={made.times}
              lines={people}
              from={from}
              to={to}
              format={listeners}
            />
            <p className={classes.hint}>
              Select a part of the chart to enlarge it, or use the buttons. Where there is no line nothing was
              on the air, or nobody looked.
            </p>
          </>
        )}
      </Panel>
      {made.times.length > 0 && (
        <Panel title="Traffic">
          <Chart
            label={`Traffic over ${shown.label}`}
            times={made.times}
            lines={traffic}
            from={from}
            to={to}
            format={bitrate}
          />
        </Panel>
      )}
    </div>
  );
}

function Totals({ scope, range }: { scope: Scope; range: Range }) {
  const totals = useTotals(scope, range, true);
  if (totals.data === undefined) {
    return totals.isError ? <Trouble failure={totals.error} again={() => void totals.refetch()} /> : null;
  }
  const { peak, peakAt, listenerHours, bytesIn, bytesOut, visits, days } = totals.data;
  const today = days.at(-1);
  return (
    <div className={classes.answer} aria-busy={totals.isPlaceholderData}>
      <Facts>
        <Fact label="Peak" value={count(peak)} unit="listeners">
          <Text size="sm" c="dimmed">
            {peakAt === undefined || peakAt === null ? '' : moment(peakAt)}
          </Text>
        </Fact>
        <Fact label="Listened" value={count(Math.round(listenerHours * 10) / 10)} unit="hours">
          <Text size="sm" c="dimmed">
            in {count(visits)} {visits === 1 ? 'visit' : 'visits'}
          </Text>
        </Fact>
        <Fact
          label="Clients, last day"
          value={today?.clients === undefined ? '–' : count(today.clients ?? 0)}
        >
          <Text size="sm" c="dimmed">
            {today?.clients === undefined ? 'choose a tenant or a mount' : today.day}
          </Text>
        </Fact>
        <Fact label="Traffic out" value={bytes(bytesOut)}>
          <Text size="sm" c="dimmed">
            and {bytes(bytesIn)} in
          </Text>
        </Fact>
      </Facts>
    </div>
  );
}
