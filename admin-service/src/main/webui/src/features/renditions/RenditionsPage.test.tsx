import { air, refusal, service, show, somebody } from '../../test-service';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import RenditionsPage from './RenditionsPage';

const opus = {
  from: '/live',
  to: '/live.opus',
  tenant: 'default',
  codec: 'opus',
  bitrate: 96,
  onDemand: true,
  sibling: false,
  managed: false,
  state: 'waiting',
};
const known = {
  'GET /api/v1/renditions': {
    items: [opus, { ...opus, to: '/auto.mp3', sibling: true }, { ...opus, to: '/stated.mp3', managed: true }],
  },
  'GET /api/v1/mounts': { items: [{ name: '/live', tenant: 'default' }] },
  'GET /api/v1/tenants': {
    items: [
      {
        name: 'default',
        siblings: [{ suffix: '.mp3', codec: 'mp3', bitrate: 128, onDemand: true }],
      },
    ],
  },
};

describe('renditions', () => {
  it('are as their transcoders say, with the reason', async () => {
    service(known);
    show(<RenditionsPage />, { me: somebody('admin') });
    await screen.findByText('/live.opus');
    air(
      [{ name: '/live.opus', listeners: 7 }],
      [
        { from: '/live', to: '/live.opus', state: 'running', node: 't-1', speed: 41.6, lagMs: 80 },
        { from: '/live', to: '/auto.mp3', state: 'failed', node: 't-1', reason: 'The input is no MP3.' },
      ],
    );
    await screen.findByText('42×');
    const row = within(screen.getByText('/live.opus').closest('tr') as HTMLElement);
    for (const text of ['Running', '42×', '80 ms', 't-1', '7']) {
      expect(row.getByText(text)).toBeTruthy();
    }
    expect(screen.getByText('The input is no MP3.')).toBeTruthy();
  });

  it('are changed by admins, unless a sibling or the station file has the say', async () => {
    service(known);
    show(<RenditionsPage />, { me: somebody('admin') });
    await screen.findByText('/live.opus');
    expect(screen.getByRole('button', { name: 'Edit /live.opus' })).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Edit /auto.mp3' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Edit /stated.mp3' })).toBeNull();
    expect(screen.getByRole('link', { name: 'Change it at the tenant' })).toBeTruthy();
    expect(await screen.findByText('.mp3: MP3, 128 kbit/s, on demand')).toBeTruthy();
  });

  it('are there to be seen alone for djs and viewers', async () => {
    const asked = service(known);
    show(<RenditionsPage />, { me: somebody('dj') });
    await screen.findByText('/live.opus');
    expect(screen.queryByRole('button', { name: 'Create rendition' })).toBeNull();
    expect(screen.queryByRole('button', { name: /^(Edit|Delete)/ })).toBeNull();
    expect(asked.some(a => a.path.startsWith('/api/v1/tenants'))).toBe(false);
  });

  it('are made with a name that follows the codec, and mistakes land at their fields', async () => {
    const asked = service({
      ...known,
      'POST /api/v1/renditions': refusal(400, 'wrong', [{ field: 'to', message: 'is taken' }]),
    });
    show(<RenditionsPage />, { me: somebody('admin') });
    await userEvent.click(await screen.findByRole('button', { name: 'Create rendition' }));
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.click(dialog.getByPlaceholderText('Choose a mount'));
    await userEvent.click(await screen.findByRole('option', { name: '/live' }));
    await userEvent.selectOptions(dialog.getByLabelText('Codec'), 'mp3');
    expect((dialog.getByLabelText('To') as HTMLInputElement).value).toBe('/live.mp3');
    await userEvent.selectOptions(dialog.getByLabelText('Sample rate'), '22050');
    await userEvent.click(dialog.getByRole('button', { name: 'Create rendition' }));
    await dialog.findByText('is taken');
    expect(asked.find(a => a.method === 'POST')?.body).toEqual({
      from: '/live',
      to: '/live.mp3',
      codec: 'mp3',
      bitrate: 96,
      sampleRate: 22050,
      onDemand: false,
    });
  });

  it('are deleted after somebody has been asked', async () => {
    const asked = service({
      ...known,
      'DELETE /api/v1/renditions/live.opus': () => ({ status: 204 }),
    });
    show(<RenditionsPage />, { me: somebody('admin') });
    await userEvent.click(await screen.findByRole('button', { name: 'Delete /live.opus' }));
    expect(asked.some(a => a.method === 'DELETE')).toBe(false);
    await userEvent.click(await screen.findByRole('button', { name: 'Delete rendition' }));
    await waitFor(() => expect(asked.some(a => a.method === 'DELETE')).toBe(true));
  });
});
