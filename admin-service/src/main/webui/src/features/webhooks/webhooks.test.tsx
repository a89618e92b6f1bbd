import { screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { FakeRest, ME, mistakes, show } from '../../test-rest';
import { outcome, standing, waits, wrongUrl, type Delivery } from './webhooks';
import WebhooksPage from './WebhooksPage';

const SENT: Delivery = {
  id: '7',
  event: 'source.lost',
  state: 'delivered',
  attempts: 1,
  createdAt: '2026-11-29T22:00:00Z',
  finishedAt: '2026-11-29T22:00:01Z',
  status: 204,
  body: { event: 'source.lost', data: { title: '<script>alert(1)</script>' } } as never,
};
const WAITS: Delivery = { ...SENT, id: '8', state: 'waiting', attempts: 0, status: undefined };
const HOOK = {
  id: '3',
  tenant: 'north',
  url: 'https://hooks.example/floe',
  events: ['source.lost'],
  enabled: true,
  createdAt: '2026-11-29T22:00:00Z',
  managed: false,
};
const NORA = { ...ME, name: 'nora', role: 'admin', tenant: 'north' };
const at = (rest: string) => show(<WebhooksPage />, NORA, `/webhooks${rest}`, '/webhooks/*');

describe('deliveries', () => {
  it('wait or do not', () => {
    expect(waits([SENT])).toBe(false);
    expect(waits([SENT, WAITS])).toBe(true);
    expect(waits(undefined)).toBe(false);
  });
  it('say how they stand', () => {
    expect(standing(SENT).kind).toBe('good');
    expect(standing({ ...SENT, state: 'failed' }).kind).toBe('bad');
    expect(standing({ ...WAITS, attempts: 2 }).text).toBe('waiting, will be tried again');
  });
  it('say what came of the last attempt', () => {
    expect(outcome(SENT)).toBe('status 204');
    expect(outcome(WAITS)).toBe('not sent yet');
    expect(outcome({ ...SENT, state: 'failed', status: 500, error: 'the answer is no success' })).toBe(
      'status 500, the answer is no success',
    );
    expect(outcome({ ...WAITS, state: 'dropped' })).toContain('1,000');
  });
});

it('tells what is wrong with an address before it is sent', () => {
  expect(wrongUrl('https://hooks.example/floe?a=b')).toBeNull();
  expect(wrongUrl('javascript:alert(1)')).toContain('https://');
  expect(wrongUrl('https://u:p@hooks.example/')).toContain('no user');
  expect(wrongUrl('hooks.example')).toContain('is a URL');
});

describe('the pages', () => {
  it('shows the secret of a new webhook once', async () => {
    const fake = new FakeRest()
      .list('/webhooks', [])
      .list('/mounts', [])
      .on('POST /webhooks', { status: 201, body: { ...HOOK, secret: 'floehook_x' } });
    at('');
    const user = userEvent.setup();
    await user.click(await screen.findByRole('button', { name: 'New webhook' }));
    await user.type(screen.getByRole('textbox', { name: 'URL' }), 'https://hooks.example/floe');
    await user.click(screen.getByRole('button', { name: 'Create webhook' }));
    expect((await screen.findByLabelText('secret')).textContent).toBe('floehook_x');
    expect(fake.sent('POST')[0]?.body).toEqual({
      url: 'https://hooks.example/floe',
      events: ['source.connected', 'source.lost'],
      mounts: null,
      threshold: null,
      tenant: 'north',
    });
    fake.on('GET /webhooks/3', { body: HOOK }).list('/webhooks/3/deliveries', []);
    await user.click(screen.getByRole('button', { name: 'I have it' }));
    expect(await screen.findByText('Nothing was sent yet')).toBeTruthy();
    expect(screen.queryByText('floehook_x')).toBeNull();
  });

  it('asks for the threshold only where it has a meaning, and puts a refusal there', async () => {
    new FakeRest()
      .list('/webhooks', [])
      .list('/mounts', [])
      .on('POST /webhooks', mistakes(400, { field: 'url', message: 'goes to a private network' }));
    at('');
    const user = userEvent.setup();
    await user.click(await screen.findByRole('button', { name: 'New webhook' }));
    expect(screen.queryByRole('textbox', { name: 'Threshold' })).toBeNull();
    await user.click(screen.getByRole('checkbox', { name: 'listeners.threshold' }));
    await user.type(screen.getByRole('textbox', { name: 'URL' }), 'https://10.0.0.1/');
    await user.click(screen.getByRole('button', { name: 'Create webhook' }));
    expect(await screen.findByText('is a whole number from 1')).toBeTruthy();
    await user.type(screen.getByRole('textbox', { name: 'Threshold' }), '100');
    await user.click(screen.getByRole('button', { name: 'Create webhook' }));
    expect(await screen.findByText('goes to a private network')).toBeTruthy();
  });

  it('sends a test, tells what came of it, and shows bodies as text', async () => {
    const failed = {
      ...SENT,
      event: 'test',
      state: 'failed',
      status: 500,
      error: 'the answer is no success',
    };
    const fake = new FakeRest()
      .on('GET /webhooks/3', { body: HOOK })
      .list('/webhooks/3/deliveries', [SENT])
      .on('POST /webhooks/3/test', { body: failed });
    at('/3');
    const user = userEvent.setup();
    await user.click(await screen.findByRole('button', { name: 'Send a test' }));
    expect(await screen.findByText('The test has not arrived')).toBeTruthy();
    expect(fake.sent('POST')).toHaveLength(1);
    await user.click(await screen.findByRole('button', { name: 'source.lost' }));
    const body = await screen.findByLabelText('body');
    expect(JSON.parse(body.textContent ?? '')).toEqual(SENT.body);
    expect(body.querySelector('script')).toBeNull();
  });

  it('looks at the log again while something waits', async () => {
    let asked = 0;
    new FakeRest()
      .on('GET /webhooks/3', { body: HOOK })
      .on('GET /webhooks/3/deliveries', () => ({ body: { items: [asked++ === 0 ? WAITS : SENT] } }));
    at('/3');
    expect(await screen.findByText('waiting')).toBeTruthy();
    expect(await screen.findByText('delivered', undefined, { timeout: 10_000 })).toBeTruthy();
    await waitFor(() => expect(asked).toBe(2));
  });

  it('changes nothing of what the station file states', async () => {
    new FakeRest()
      .on('GET /webhooks/3', { body: { ...HOOK, managed: true } })
      .list('/webhooks/3/deliveries', []);
    at('/3');
    const enabled = await screen.findByRole<HTMLInputElement>('switch');
    expect(enabled.disabled).toBe(true);
    await userEvent.click(screen.getByLabelText('What else can be done'));
    expect(await screen.findByText('Show fields')).toBeTruthy();
    expect(screen.queryByText('Delete')).toBeNull();
    expect(screen.queryByText('New secret')).toBeNull();
  });
});
