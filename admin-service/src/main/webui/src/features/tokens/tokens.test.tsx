import { screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { FakeRest, ME, mistakes, show } from '../../test-rest';
import { end, type Token } from './tokens';
import TokensPage from './TokensPage';

const SITE: Token = {
  id: '5',
  user: 'bob',
  name: 'website',
  scopes: ['read'],
  createdAt: '2026-11-29T22:00:00Z',
  expiresAt: '2026-12-29T22:00:00Z',
};
const BOB = { ...ME, name: 'bob', role: 'dj', tenant: 'north' };
const NORA = { ...ME, name: 'nora', role: 'admin', tenant: 'north' };

it('tells when a token is over', () => {
  const at = Date.parse('2026-12-29T22:00:00Z');
  expect(end(SITE, at - 1).over).toBe(false);
  expect(end(SITE, at).over).toBe(true);
  expect(end({ ...SITE, expiresAt: undefined }, at)).toEqual({ over: false, text: 'never' });
});

it('shows a dj no tokens but their own, and asks for no list of users', async () => {
  const fake = new FakeRest().list('/tokens', [SITE]);
  show(<TokensPage />, BOB, '/tokens?user=nora');
  expect(await screen.findByText('website')).toBeTruthy();
  expect(screen.queryByLabelText('Owner')).toBeNull();
  expect(fake.asked.map(asked => asked.path)).toEqual(['/tokens']);
  expect(fake.asked[0]?.query.user).toBeUndefined();
});

it('finds the tokens of another user for an admin, and makes none for them', async () => {
  const fake = new FakeRest()
    .list('/users', [{ name: 'bob', role: 'dj', mounts: [], managed: false }])
    .on('GET /tokens', ({ query }) => ({ body: { items: query.user === 'bob' ? [SITE] : [] } }))
    .on('DELETE /tokens/5', { status: 204 });
  show(<TokensPage />, NORA, '/tokens?user=bob');
  expect(await screen.findByText('website')).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'New token' })).toBeNull();
  await userEvent.click(screen.getByRole('button', { name: 'End website' }));
  await userEvent.click(await screen.findByRole('button', { name: 'End token' }));
  await waitFor(() => expect(fake.sent('DELETE')[0]?.path).toBe('/tokens/5'));
});

it('shows a new token once, after its mistakes were told', async () => {
  const fake = new FakeRest()
    .list('/tokens', [])
    .on('POST /tokens', mistakes(400, { field: 'name', message: 'is no name' }));
  show(<TokensPage />, BOB);
  const user = userEvent.setup();
  await user.click(await screen.findByRole('button', { name: 'New token' }));
  await user.type(screen.getByRole('textbox', { name: 'Name' }), 'website');
  await user.click(screen.getByRole('checkbox', { name: 'kick' }));
  await user.click(screen.getByRole('button', { name: 'Create token' }));
  expect(await screen.findByText('is no name')).toBeTruthy();
  fake.on('POST /tokens', { status: 201, body: { ...SITE, token: 'floe_secret' } });
  await user.click(screen.getByRole('button', { name: 'Create token' }));
  expect((await screen.findByLabelText('token')).textContent).toBe('floe_secret');
  expect(fake.sent('POST')[1]?.body).toEqual({
    name: 'website',
    scopes: ['read', 'kick'],
    expiresIn: '2160h',
  });
  await user.click(screen.getByRole('button', { name: 'I have it' }));
  await waitFor(() => expect(screen.queryByText(/floe_secret/)).toBeNull());
});
