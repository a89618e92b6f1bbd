import { screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { FakeRest, ME, mistakes, show } from '../../test-rest';
import { found, granted, possible } from './roles';
import UsersPage from './UsersPage';

const BOB = { name: 'bob', role: 'dj', tenant: 'north', mounts: ['/live'], managed: false };
const NORA = { name: 'nora', role: 'admin', tenant: 'north', mounts: [], managed: false };
const FILED = { name: 'filed', role: 'viewer', tenant: 'north', mounts: [], managed: true };

describe('what is possible', () => {
  it('locks nobody out by their own hand', () => {
    expect(possible({ name: 'nora' }, NORA)).toEqual({ edit: true, role: false, delete: false });
  });
  it('leaves users of the station file alone', () => {
    expect(possible({ name: 'nora' }, FILED)).toEqual({ edit: false, role: false, delete: false });
  });
  it('keeps a superadmin one, and lets others become something else', () => {
    expect(possible({ name: 'x' }, { ...BOB, role: 'superadmin' }).role).toBe(false);
    expect(possible({ name: 'x' }, BOB)).toEqual({ edit: true, role: true, delete: true });
  });
  it('grants mounts to djs and viewers', () => {
    expect(['superadmin', 'admin', 'dj', 'viewer'].filter(granted)).toEqual(['dj', 'viewer']);
  });
  it('finds by name, role, tenant and mount in any case', () => {
    expect(found([BOB, NORA], ' /LIV').map(user => user.name)).toEqual(['bob']);
    expect(found([BOB, NORA], 'ADMIN').map(user => user.name)).toEqual(['nora']);
  });
});

describe('the page', () => {
  const nora = { ...ME, name: 'nora', role: 'admin', tenant: 'north' };
  const rest = () =>
    new FakeRest().list('/users', [BOB, NORA, FILED]).list('/mounts', [
      { name: '/live', tenant: 'north' },
      { name: '/jazz', tenant: 'north' },
    ]);

  it('makes a user with a generated password, which is shown once', async () => {
    const fake = rest().on('POST /users', ({ body }) => ({ status: 201, body }));
    show(<UsersPage />, nora);
    const user = userEvent.setup();
    await user.click(await screen.findByRole('button', { name: 'New user' }));
    expect(screen.queryByRole('radio', { name: /superadmin/ })).toBeNull();
    await user.type(screen.getByRole('textbox', { name: 'Name' }), 'ann');
    await user.click(screen.getByRole('button', { name: 'Create user' }));
    const shown = await screen.findByLabelText('password of ann');
    const sent = fake.sent('POST')[0]?.body as { password: string };
    expect(sent).toMatchObject({ name: 'ann', role: 'dj', tenant: 'north', mounts: [] });
    expect(sent.password).toHaveLength(20);
    expect(shown.textContent).toBe(sent.password);
    await user.click(screen.getByRole('button', { name: 'I have it' }));
    await waitFor(() => expect(screen.queryByText(sent.password)).toBeNull());
  });

  it('puts a problem to its field and keeps what was entered', async () => {
    rest().on('POST /users', mistakes(400, { field: 'name', message: 'is taken' }));
    show(<UsersPage />, nora);
    const user = userEvent.setup();
    await user.click(await screen.findByRole('button', { name: 'New user' }));
    await user.type(screen.getByRole('textbox', { name: 'Name' }), 'bob');
    await user.click(screen.getByRole('button', { name: 'Create user' }));
    expect(await screen.findByText('is taken')).toBeTruthy();
    const field = screen.getByRole<HTMLInputElement>('textbox', { name: 'Name' });
    expect(field.getAttribute('aria-invalid')).toBe('true');
    expect(field.value).toBe('bob');
  });

  it('lets nobody delete themselves, nor whom the station file states', async () => {
    rest();
    show(<UsersPage />, nora);
    const user = userEvent.setup();
    for (const [name, may] of [
      ['nora', false],
      ['filed', false],
      ['bob', true],
    ] as const) {
      await user.click(await screen.findByLabelText(`What can be done with ${name}`));
      const menu = await screen.findByRole('menu');
      expect(within(menu).queryByText('Delete') !== null).toBe(may);
      await user.keyboard('{Escape}');
      await waitFor(() => expect(screen.queryByRole('menu')).toBeNull());
    }
  });

  it('says what a deletion does before it is done', async () => {
    const fake = rest().on('DELETE /users/bob', { status: 204 });
    show(<UsersPage />, nora);
    const user = userEvent.setup();
    await user.click(await screen.findByLabelText('What can be done with bob'));
    await user.click(await screen.findByText('Delete'));
    expect(fake.sent('DELETE')).toHaveLength(0);
    expect(await screen.findByText(/Sessions and tokens of bob end at once/)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Delete user' }));
    await waitFor(() => expect(fake.sent('DELETE')[0]?.path).toBe('/users/bob'));
  });
});
