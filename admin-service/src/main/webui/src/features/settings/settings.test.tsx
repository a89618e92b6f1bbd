import { focusManager } from '@tanstack/react-query';
import { act, screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { FakeRest, mistakes, show } from '../../test-rest';
import { changesOf, valuesOf, type Settings } from './settings';
import SettingsPage from './SettingsPage';

const SETTINGS: Settings = {
  publicUrl: 'https://radio.example',
  shoutcastMount: '/live',
  icecastPortListeners: 'redirect',
  trustedProxies: ['10.0.0.5'],
  version: 7,
  managed: false,
};

it('sends what has changed alone', () => {
  const before = valuesOf(SETTINGS);
  expect(changesOf(before, before)).toEqual({});
  expect(changesOf(before, { ...before, publicUrl: '' })).toEqual({ publicUrl: null });
  expect(changesOf(before, { ...before, trustedProxies: [] })).toEqual({ trustedProxies: [] });
});

it('puts a mistake to its field, and saves then', async () => {
  const fake = new FakeRest()
    .on('GET /settings', { body: SETTINGS })
    .list('/mounts', [])
    .on(
      'PATCH /settings',
      mistakes(400, { field: 'publicUrl', message: 'is a URL like https://radio.example' }),
    );
  show(<SettingsPage />);
  const user = userEvent.setup();
  const field = await screen.findByRole<HTMLInputElement>('textbox', { name: 'Public URL' });
  await user.clear(field);
  await user.type(field, 'radio');
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect(await screen.findByText('is a URL like https://radio.example')).toBeTruthy();
  expect(field.value).toBe('radio');
  fake.on('PATCH /settings', { body: SETTINGS });
  await user.clear(field);
  await user.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(fake.sent('PATCH')[1]?.body).toEqual({ publicUrl: null }));
});

it('changes nothing of what the station file states', async () => {
  new FakeRest().on('GET /settings', { body: { ...SETTINGS, managed: true } }).list('/mounts', []);
  show(<SettingsPage />);
  const field = await screen.findByRole<HTMLInputElement>('textbox', { name: 'Public URL' });
  expect(field.readOnly).toBe(true);
  expect(screen.queryByRole('button', { name: 'Save' })).toBeNull();
});

/** Somebody comes back to the page, which asks for what is there now. */
async function comeBack() {
  await act(async () => {
    focusManager.setFocused(false);
    focusManager.setFocused(true);
    await Promise.resolve();
  });
}

it('keeps what is typed when others save, or the service is away for a while', async () => {
  const fake = new FakeRest().on('GET /settings', { body: SETTINGS }).list('/mounts', []);
  show(<SettingsPage />);
  const user = userEvent.setup();
  const field = await screen.findByRole<HTMLInputElement>('textbox', { name: 'Public URL' });
  await user.type(field, '/two');
  fake.on('GET /settings', { body: { ...SETTINGS, publicUrl: 'https://other.example', version: 8 } });
  await comeBack();
  await screen.findByText(/version 8/);
  fake.on('GET /settings', { status: 503, body: { title: 'Away', detail: 'The database is away.' } });
  await comeBack();
  await screen.findByText('The database is away.');
  expect(screen.getByRole('textbox', { name: 'Public URL' })).toBe(field);
  expect(field.value).toBe('https://radio.example/two');
  expect(document.activeElement).toBe(field);
  await user.click(screen.getByRole('button', { name: 'Discard changes' }));
  expect(field.value).toBe('https://other.example');
});

it('takes what others save while nothing is changed here, and leaves the focus where it is after a save', async () => {
  const fake = new FakeRest().on('GET /settings', { body: SETTINGS }).list('/mounts', []);
  show(<SettingsPage />);
  const user = userEvent.setup();
  const field = await screen.findByRole<HTMLInputElement>('textbox', { name: 'Public URL' });
  const save = screen.getByRole('button', { name: 'Save' });
  fake.on('GET /settings', { body: { ...SETTINGS, publicUrl: 'https://other.example' } });
  await comeBack();
  await waitFor(() => expect(field.value).toBe('https://other.example'));
  await user.click(save);
  await user.type(field, '{Enter}');
  expect(fake.sent('PATCH')).toEqual([]);
  await user.type(field, '/two');
  fake
    .on('PATCH /settings', { body: SETTINGS })
    .on('GET /settings', { body: { ...SETTINGS, publicUrl: 'https://other.example/two', version: 9 } });
  await user.click(save);
  await screen.findByText(/version 9/);
  await waitFor(() => expect(save.getAttribute('aria-disabled')).toBe('true'));
  expect(fake.sent('PATCH')[0]?.body).toEqual({ publicUrl: 'https://other.example/two' });
  expect(document.activeElement).toBe(save);
  expect(screen.queryByRole('button', { name: 'Discard changes' })).toBeNull();
});
