import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test } from 'vitest';
import { answerWith } from '../test-fetch';
import { Login } from './Login';
import { useLogout, useWho } from './session';

function Door() {
  const who = useWho();
  const logout = useLogout();
  if (who.data === undefined) {
    return null;
  }
  return who.data === null || who.data === 'over' ? (
    <Login />
  ) : (
    <button onClick={() => void logout()}>{who.data.name} is in</button>
  );
}

function show() {
  render(
    <MantineProvider>
      <Notifications />
      <QueryClientProvider client={new QueryClient()}>
        <Door />
      </QueryClientProvider>
    </MantineProvider>,
  );
}

function json(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });
}

const asked: string[] = [];
let logout: () => Response = () => new Response(null, { status: 204 });

/** A service that knows ann, whose password is right. */
function service() {
  asked.length = 0;
  answerWith(async input => {
    const request = input as Request;
    const path = new URL(request.url).pathname;
    asked.push(`${request.method} ${path} ${request.headers.get('X-Floe-Csrf') ?? ''}`);
    if (request.method === 'DELETE') {
      return logout();
    }
    if (path.endsWith('/me')) {
      return json(200, { name: 'ann', role: 'dj', mounts: ['/live'], passwordGiven: false, csrf: 'c-2' });
    }
    const { password } = (await request.json()) as { password: string };
    return password === 'right'
      ? json(200, { name: 'ann', csrf: 'c-1' })
      : json(401, { title: 'Unauthorized', detail: 'The credentials are wrong or have expired.' });
  });
}

beforeEach(() => {
  localStorage.clear();
  logout = () => new Response(null, { status: 204 });
  service();
});

async function login(password: string) {
  await userEvent.type(await screen.findByLabelText('Name'), 'ann');
  await userEvent.type(screen.getByLabelText('Password'), password);
  await userEvent.click(screen.getByRole('button', { name: 'Log in' }));
}

test('nobody is asked for before somebody has logged in here', async () => {
  show();
  await screen.findByLabelText('Name');
  expect(asked).toEqual([]);
});

test('a right password opens, and log out closes', async () => {
  show();
  await login('right');
  await userEvent.click(await screen.findByRole('button', { name: 'ann is in' }));
  await screen.findByLabelText('Name');
  expect(asked).toEqual(['POST /api/v1/session none', 'GET /api/v1/me c-1', 'DELETE /api/v1/session c-2']);
});

test('a wrong password is said, and what was typed stays', async () => {
  show();
  await login('wrong');
  expect((await screen.findByRole('alert')).textContent).toContain('Name or password is wrong');
  expect(screen.getByLabelText<HTMLInputElement>('Name').value).toBe('ann');
});

test('who could not be logged out is told so, and can try again', async () => {
  show();
  await login('right');
  logout = () => json(503, { title: 'Away', detail: 'The database is away.' });
  await userEvent.click(await screen.findByRole('button', { name: 'ann is in' }));
  await screen.findByText('You are still logged in');
  expect(screen.getByText('The database is away.')).toBeTruthy();
  expect(localStorage.length).toBe(1);
  logout = () => json(401, { title: 'Unauthorized' });
  await userEvent.click(screen.getByRole('button', { name: 'ann is in' }));
  await screen.findByLabelText('Name');
  expect(localStorage.length).toBe(0);
});
