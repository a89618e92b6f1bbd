import { screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { FakeRest, ME, show } from '../../test-rest';
import { cut, differences, passed, summary, type Entry } from './audit';
import AuditPage from './AuditPage';

const CHANGE: Entry = {
  id: '9',
  at: '2026-11-29T22:00:00Z',
  actor: 'nora',
  tenant: 'north',
  address: '192.0.2.7',
  action: 'change',
  object: 'mount /live',
  before: { name: '/live', burst: 65536, auth: { cache: '10s', timeout: '2s' }, allowed: [] },
  after: {
    name: '/live',
    burst: 1024,
    auth: { cache: '20s', timeout: '2s' },
    allowed: ['10.0.0.0/8'],
    genre: 'jazz',
  },
};
const LOGIN: Entry = { id: '8', at: CHANGE.at, actor: 'bob', action: 'login', object: 'user bob' };

describe('differences', () => {
  it('are told field by field, inner ones too', () => {
    expect(differences(CHANGE)).toEqual([
      { field: 'burst', before: '65536', after: '1024' },
      { field: 'auth.cache', before: '10s', after: '20s' },
      { field: 'allowed', before: 'none', after: '10.0.0.0/8' },
      { field: 'genre', before: null, after: 'jazz' },
    ]);
  });
  it('of what was made or deleted are all of it', () => {
    expect(differences({ after: { a: 1, b: false } })).toEqual([
      { field: 'a', before: null, after: '1' },
      { field: 'b', before: null, after: 'false' },
    ]);
    expect(differences({ before: { a: 1 } })).toEqual([{ field: 'a', before: '1', after: null }]);
  });
  it('fit into a line', () => {
    expect(summary(CHANGE)).toBe('burst: 65536 → 1024; auth.cache: 10s → 20s; and 2 more');
    expect(summary(LOGIN)).toBe('');
  });
  it('can be too long for the log', () => {
    expect(cut({ before: { cut: true }, after: { name: 'x' } })).toBe(true);
    expect(cut(CHANGE)).toBe(false);
  });
});

it('filters by text, kind and logins', () => {
  const all = [CHANGE, LOGIN];
  expect(passed(all, { text: '192.0', kind: null, logins: true })).toEqual([CHANGE]);
  expect(passed(all, { text: '', kind: 'user', logins: true })).toEqual([LOGIN]);
  expect(passed(all, { text: '', kind: null, logins: false })).toEqual([CHANGE]);
});

it('shows before and after as text, and goes on with what REST calls next', async () => {
  const hostile = {
    ...CHANGE,
    after: { ...(CHANGE.after as object), genre: '<img src=x onerror=alert(1)>' },
  };
  const fake = new FakeRest().on('GET /audit', ({ query }) => ({
    body: query.after === 'later' ? { items: [LOGIN] } : { items: [hostile], next: 'later' },
  }));
  show(<AuditPage />, { ...ME, name: 'nora', role: 'admin', tenant: 'north' });
  const user = userEvent.setup();
  await user.click(await screen.findByRole('button', { name: 'Load older ones' }));
  expect(await screen.findByRole('button', { name: 'login user bob' })).toBeTruthy();
  expect(fake.asked.map(asked => asked.query.after)).toEqual([undefined, 'later']);
  expect(screen.queryByRole('button', { name: 'Load older ones' })).toBeNull();
  await user.click(screen.getByRole('button', { name: 'change mount /live' }));
  expect(await screen.findByText('<img src=x onerror=alert(1)>')).toBeTruthy();
  expect(document.querySelector('img')).toBeNull();
});
