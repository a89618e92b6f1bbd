import { screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { FakeRest, mistakes, show } from '../../test-rest';
import { found, wide } from './bans';
import BansPage from './BansPage';

const BAN = {
  id: '4',
  network: '192.0.2.0/24',
  reason: 'scrapers',
  createdAt: '2026-11-29T22:00:00Z',
  managed: false,
};

it('warns of networks that are very large', () => {
  expect(wide('10.0.0.0/8')).toContain('16,777,216 addresses');
  expect(wide('10.0.0.0/16')).toBeNull();
  expect(wide('192.0.2.7')).toBeNull();
  expect(wide('2001:db8::/32')).toBeNull();
  expect(wide('2000::/3')).toContain('whole providers');
});

it('finds by network and reason', () => {
  expect(found([BAN], 'SCRAP')).toEqual([BAN]);
  expect(found([BAN], '198.')).toEqual([]);
});

it('puts a mistake to the network, and makes the ban then', async () => {
  const fake = new FakeRest()
    .list('/bans', [])
    .on('POST /bans', mistakes(400, { field: 'network', message: "is no network '1.2.3'" }));
  show(<BansPage />);
  const user = userEvent.setup();
  await user.click(await screen.findByRole('button', { name: 'New ban' }));
  await user.type(screen.getByRole('textbox', { name: 'Network' }), '1.2.3');
  await user.click(screen.getByRole('button', { name: 'Ban' }));
  expect(await screen.findByText("is no network '1.2.3'")).toBeTruthy();
  fake.on('POST /bans', { status: 201, body: BAN }).list('/bans', [BAN]);
  await user.type(screen.getByRole('textbox', { name: 'Network' }), '.4');
  await user.click(screen.getByRole('button', { name: 'Ban' }));
  expect(await screen.findByText('192.0.2.0/24')).toBeTruthy();
  expect(fake.sent('POST').map(asked => asked.body)).toEqual([{ network: '1.2.3' }, { network: '1.2.3.4' }]);
});

it('lifts no ban that the station file states', async () => {
  const filed = { ...BAN, id: '5', network: '198.51.100.7', managed: true };
  const fake = new FakeRest().list('/bans', [BAN, filed]).on('DELETE /bans/4', { status: 204 });
  show(<BansPage />);
  expect(await screen.findByText('198.51.100.7')).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Lift the ban of 198.51.100.7' })).toBeNull();
  await userEvent.click(screen.getByRole('button', { name: 'Lift the ban of 192.0.2.0/24' }));
  await userEvent.click(await screen.findByRole('button', { name: 'Lift ban' }));
  await waitFor(() => expect(fake.sent('DELETE')[0]?.path).toBe('/bans/4'));
});
