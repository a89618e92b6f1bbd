import { act, screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { LiveProvider } from '../../live/LiveProvider';
import { FakeEvents } from '../../test-events';
import { FakeRest, ME, mistakes, show } from '../../test-rest';
import { Siblings as RenditionSiblings } from '../renditions/Siblings';
import { changesOf, valuesOf } from './form';
import { TenantPage } from './TenantPage';
import TenantsPage from './TenantsPage';
import { quotasOf, used, type Tenant } from './usage';

const NORTH: Tenant = {
  name: 'north',
  createMounts: true,
  sourcePasswordSet: true,
  quotas: { mounts: 10, listeners: 500 },
  siblings: [{ suffix: '.mp3', codec: 'mp3', bitrate: 128, onDemand: true }],
  managed: false,
};
const mount = (name: string, listeners: number, bitrate?: number, tenant = 'north') => ({
  name,
  tenant,
  listeners,
  bitrate,
});
const LIVE = [
  mount('/live', 10, 64),
  mount('/fly', 2),
  mount('/live.opus', 5, 96),
  mount('/live.mp3', 1, 128),
  mount('/other', 100, 320, 'south'),
];
const board = {
  known: true,
  mounts: new Map(LIVE.map(each => [each.name, each])),
  renditions: new Map([
    ['/live.opus', {}],
    ['/live.mp3', {}],
  ]),
} as never;

describe('what is used', () => {
  const mounts = [
    { name: '/live', tenant: 'north' },
    { name: '/quiet', tenant: 'north' },
    { name: '/other', tenant: 'south' },
  ];
  const renditions = [
    { to: '/live.opus', tenant: 'north', sibling: false },
    { to: '/live.mp3', tenant: 'north', sibling: true },
  ];
  it('counts what is made on the fly and by renditions as mounts, and only sources as sources', () => {
    expect(used('north', mounts, renditions, board)).toEqual({
      mounts: 4, // /live, /quiet, /fly and /live.opus, but not the sibling /live.mp3
      sources: 2,
      listeners: 18,
      egress: 10 * 64 + 2 * 128 + 5 * 96 + 128,
    });
  });
  it('is not known before all of it was told', () => {
    expect(used('north', undefined, renditions, board)).toBeUndefined();
    expect(
      used('north', mounts, renditions, { known: false, mounts: new Map(), renditions: new Map() }),
    ).toBe(undefined);
  });
});

describe('what is sent', () => {
  it('is what has changed alone', () => {
    const before = valuesOf(NORTH);
    expect(changesOf(before, before, true)).toEqual({});
    expect(changesOf(before, { ...before, timezone: 'Europe/Oslo' }, true)).toEqual({
      timezone: 'Europe/Oslo',
    });
    expect(changesOf({ ...before, timezone: 'UTC' }, before, true)).toEqual({ timezone: null });
    expect(changesOf(before, { ...before, listeners: '' }, true)).toEqual({ quotas: { mounts: 10 } });
    expect(changesOf(before, { ...before, listeners: '' }, false)).toEqual({});
  });
  it('has siblings whole, as REST names them', () => {
    const before = valuesOf(NORTH);
    const sibling = {
      suffix: '.o',
      codec: 'opus',
      bitrate: 96,
      sampleRate: '',
      channels: '1',
      onDemand: false,
    } as const;
    expect(changesOf(before, { ...before, siblings: [sibling] }, false)).toEqual({
      siblings: [{ suffix: '.o', codec: 'opus', bitrate: 96, channels: 1, onDemand: false }],
    });
  });
  it('has no quotas where there is no limit', () => {
    expect(quotasOf({ mounts: '', sources: '', listeners: '', egress: '' })).toBeNull();
    expect(quotasOf({ mounts: 0, sources: '', listeners: '', egress: '' })).toEqual({ mounts: 0 });
  });
});

describe('the pages', () => {
  const page = (me = ME, at = '/tenants') =>
    show(
      <LiveProvider>
        <TenantsPage />
      </LiveProvider>,
      me,
      at,
      '/tenants/*',
    );
  const rest = () => new FakeRest().list('/mounts', [mount('/live', 0)]).list('/renditions', []);

  it('shows what is used of each quota as it is told', async () => {
    const events = new FakeEvents();
    rest().list('/tenants', [NORTH]);
    page();
    expect(await screen.findByRole('link', { name: 'north' })).toBeTruthy();
    expect(screen.queryByRole('meter')).toBeNull();
    act(() => events.tell('snapshot', { mounts: [mount('/live', 500, 64)], renditions: [] }));
    const meter = await screen.findByRole('meter', { name: 'Listeners' });
    expect(meter.getAttribute('aria-valuetext')).toBe('500 of 500');
    expect(screen.getByText('all used')).toBeTruthy();
  });

  it('lets an admin change everything but quotas', async () => {
    new FakeEvents();
    const fake = rest().on('GET /tenants/north', { body: NORTH }).on('PATCH /tenants/north', { body: NORTH });
    page({ ...ME, name: 'nora', role: 'admin', tenant: 'north' });
    await userEvent.click(await screen.findByRole('switch', { name: /Create mounts on the fly/ }));
    expect(screen.queryByText('Quotas')).toBeNull();
    expect(screen.queryByRole('button', { name: 'Delete tenant' })).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(fake.sent('PATCH')[0]?.body).toEqual({ createMounts: false }));
  });

  it('puts what is wrong with siblings to them', async () => {
    new FakeEvents();
    rest()
      .on('GET /tenants/north', { body: NORTH })
      .on(
        'PATCH /tenants/north',
        mistakes(400, { field: 'siblings', message: 'has an entry whose suffix is bad' }),
      );
    page(ME, '/tenants/north');
    await userEvent.click(await screen.findByRole('button', { name: 'Remove sibling 1' }));
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('has an entry whose suffix is bad')).toBeTruthy();
  });

  it('shows a new source password once', async () => {
    new FakeEvents();
    const fake = rest().on('GET /tenants/north', { body: NORTH }).on('PATCH /tenants/north', { body: NORTH });
    page(ME, '/tenants/north');
    await userEvent.click(await screen.findByRole('button', { name: 'New source password' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Set password' }));
    const shown = await screen.findByLabelText('source password');
    expect(fake.sent('PATCH')[0]?.body).toEqual({ sourcePassword: shown.textContent });
  });

  it('changes nothing of what the station file states', async () => {
    new FakeEvents();
    rest().on('GET /tenants/north', { body: { ...NORTH, managed: true } });
    page(ME, '/tenants/north');
    expect(await screen.findByText(/managed by the station file/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Save' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'New source password' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Delete tenant' })).toBeNull();
  });

  it('tells a tenant from the list of them, whatever it is called', async () => {
    new FakeEvents();
    rest()
      .list('/tenants', [NORTH])
      .on('GET /tenants/all', { body: { ...NORTH, name: 'all' } });
    show(
      <LiveProvider>
        <RenditionSiblings />
        <TenantPage name="all" />
      </LiveProvider>,
    );
    expect(await screen.findByRole('heading', { name: 'all' })).toBeTruthy();
    expect(await screen.findByRole('link', { name: 'north' })).toBeTruthy();
  });
});
