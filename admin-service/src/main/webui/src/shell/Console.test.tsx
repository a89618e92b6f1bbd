import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { MemoryRouter } from 'react-router';
import { afterEach, expect, it } from 'vitest';
import { FakeEvents } from '../test-events';
import { FakeRest, ME } from '../test-rest';
import { Console } from './Console';

afterEach(() => localStorage.clear());

const UNKNOWN = { status: 401, body: { title: 'Unauthorized', detail: 'The credentials have expired.' } };

/** Somebody has typed half a password on the page of their account. */
async function typing(fake: FakeRest) {
  localStorage.setItem('floe-session', '1');
  new FakeEvents();
  fake.on('GET /me', { body: ME });
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={client}>
        <MemoryRouter initialEntries={['/account']}>
          <Console />
        </MemoryRouter>
      </QueryClientProvider>
    </MantineProvider>,
  );
  const field = await screen.findByLabelText<HTMLInputElement>('New password');
  await userEvent.type(field, 'half of it');
  return { client, field };
}

it('lays a login over the page when the session is over, and keeps what was entered', async () => {
  const fake = new FakeRest();
  const { client, field } = await typing(fake);
  fake.on('GET /me', UNKNOWN).on('POST /session', UNKNOWN);
  await act(() => client.invalidateQueries({ queryKey: ['me'] }));
  const dialog = await screen.findByRole('dialog', { name: 'Log in again' });
  await userEvent.keyboard('{Escape}');
  const password = within(dialog).getByLabelText('Password of admin');
  await userEvent.type(password, 'a guess{Enter}');
  expect((await within(dialog).findByRole('alert')).textContent).toContain('not the password');

  fake.on('GET /me', { body: ME }).on('POST /session', { body: { name: 'admin', csrf: 'c' } });
  await userEvent.clear(password);
  await userEvent.type(password, 'right{Enter}');
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(fake.sent('POST').at(-1)?.body).toEqual({ name: 'admin', password: 'right' });
  expect(screen.getByLabelText('New password')).toBe(field);
  expect(field.value).toBe('half of it');
});

it('shows nothing of the page any more to whoever leaves it then', async () => {
  const fake = new FakeRest();
  const { client, field } = await typing(fake);
  fake.on('GET /me', UNKNOWN);
  await act(() => client.invalidateQueries({ queryKey: ['me'] }));
  await userEvent.click(await screen.findByRole('button', { name: 'Leave this page' }));
  expect(await screen.findByLabelText('Name')).toBeTruthy();
  expect(field.isConnected).toBe(false);
});

it('goes when somebody logs out in another tab', async () => {
  const { field } = await typing(new FakeRest());
  localStorage.removeItem('floe-session');
  act(() => void dispatchEvent(new StorageEvent('storage', { key: 'floe-session' })));
  expect(await screen.findByLabelText('Name')).toBeTruthy();
  expect(field.isConnected).toBe(false);
});

it('stays as it is while nobody can tell who is logged in', async () => {
  const fake = new FakeRest();
  const { client, field } = await typing(fake);
  fake.on('GET /me', { status: 503, body: { title: 'Away', detail: 'The database is away.' } });
  await act(() => client.invalidateQueries({ queryKey: ['me'] }));
  expect((await screen.findByRole('alert')).textContent).toContain('The database is away.');
  expect(screen.getByLabelText('New password')).toBe(field);
  expect(field.value).toBe('half of it');
});
