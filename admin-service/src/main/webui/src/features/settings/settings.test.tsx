import { screen, waitFor } from '@testing-library/react';
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
