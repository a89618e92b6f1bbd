import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { MemoryRouter } from 'react-router';
import { afterEach, expect, it } from 'vitest';
import { FakeEvents } from '../test-events';
import { FakeRest, ME } from '../test-rest';
import { Console } from './Console';

afterEach(() => localStorage.clear());

it('stays as it is while nobody can tell who is logged in', async () => {
  localStorage.setItem('floe-session', '1');
  new FakeEvents();
  const fake = new FakeRest().on('GET /me', { body: ME });
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
  fake.on('GET /me', { status: 503, body: { title: 'Away', detail: 'The database is away.' } });
  await act(() => client.invalidateQueries({ queryKey: ['me'] }));
  expect((await screen.findByRole('alert')).textContent).toContain('The database is away.');
  expect(screen.getByLabelText('New password')).toBe(field);
  expect(field.value).toBe('half of it');
});
