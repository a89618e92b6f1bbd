import { air, mountNews, refusal, service, show, somebody, type Asked } from '../../test-service';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route, Routes } from 'react-router';
import { describe, expect, it } from 'vitest';
import MountsPage from './MountsPage';

const live = {
  name: '/live',
  tenant: 'default',
  enabled: true,
  burst: 65536,
  latency: 'normal',
  takeover: 'sameEncoder',
  sourceTimeout: '10s',
  charset: 'ISO-8859-1',
  allowed: [],
  banned: [],
  bannedAgents: [],
  passwordSet: true,
  managed: false,
};

const known = {
  'GET /api/v1/mounts': { items: [live] },
  'GET /api/v1/mounts/live': live,
  'GET /api/v1/tenants': { items: [{ name: 'default' }] },
  'GET /api/v1/songs': { items: [] },
  'GET /api/v1/addresses': {
    host: 'radio.example',
    icecastPort: 8000,
    shoutcastPort: 8001,
    listen: 'http://radio.example:8080',
  },
};

function page(role: Parameters<typeof somebody>[0], path: string) {
  return show(
    <Routes>
      <Route path="/mounts/*" element={<MountsPage />} />
    </Routes>,
    { me: somebody(role), path },
  );
}

describe('the list of mounts', () => {
  it('shows what is configured and what is on the air on the fly', async () => {
    service(known);
    page('admin', '/mounts');
    await screen.findByText('/live');
    air([{ name: '/fly', title: '<img src=x onerror=alert(1)>' }]);
    await screen.findByText('/fly');
    expect(screen.getByText('on the fly')).toBeTruthy();
    expect(screen.getAllByText('<img src=x onerror=alert(1)>').length).toBeGreaterThan(0);
    expect(screen.getByText('2 mounts')).toBeTruthy();
  });

  it('begins to create one when the dashboard leads here for it', async () => {
    service({ ...known, 'POST /api/v1/mounts': { ...live, name: '/jazz' } });
    page('admin', '/mounts?new');
    const dialog = within(await screen.findByRole('dialog', { name: 'Create mount' }));
    await userEvent.type(dialog.getByLabelText(/^Name/), 'jazz');
    await userEvent.click(dialog.getByRole('button', { name: 'Create mount' }));
    await waitFor(() => expect(screen.getByTestId('where').textContent).toBe('/mounts/jazz/connect'));
  });

  it('lets viewers and djs create none, whatever the address says', async () => {
    service(known);
    page('viewer', '/mounts?new');
    await screen.findByText('/live');
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('lets viewers and djs create none', async () => {
    service(known);
    page('dj', '/mounts');
    await screen.findByText('/live');
    expect(screen.queryByRole('button', { name: 'Create mount' })).toBeNull();
  });

  it('draws a page of a thousand, and finds one of the others', async () => {
    const many = Array.from({ length: 1000 }, (_, i) => ({ ...live, name: `/m${i}` }));
    service({
      ...known,
      'GET /api/v1/mounts': ({ path }: Asked) => {
        const from = Number(new URL(path, 'http://x').searchParams.get('after') ?? 0);
        return {
          body: {
            items: many.slice(from, from + 200),
            next: from + 200 < many.length ? String(from + 200) : undefined,
          },
        };
      },
    });
    page('admin', '/mounts');
    await screen.findByText('1,000 mounts');
    expect(screen.getAllByRole('row')).toHaveLength(51);
    await userEvent.click(screen.getByLabelText('Filter mounts'));
    await userEvent.paste('/m777');
    await screen.findByText('1 of 1,000 mounts');
  });
});

describe('creating a mount', () => {
  it('checks the name as it is typed, and lands at what the service says of it', async () => {
    const asked = service({
      ...known,
      'POST /api/v1/mounts': refusal(400, 'wrong', [
        { field: 'name', message: 'is taken by another tenant' },
      ]),
    });
    page('admin', '/mounts');
    await userEvent.click(await screen.findByRole('button', { name: 'Create mount' }));
    const dialog = within(await screen.findByRole('dialog'));
    const name = dialog.getByLabelText(/^Name/);
    await userEvent.type(name, 'a b');
    expect(dialog.getByText('A mount name has no spaces and no control characters.')).toBeTruthy();
    await userEvent.clear(name);
    await userEvent.type(name, 'live');
    expect(dialog.getByText('This name is taken.')).toBeTruthy();
    await userEvent.clear(name);
    await userEvent.type(name, 'jazz');
    await userEvent.click(dialog.getByRole('button', { name: 'Create mount' }));
    await dialog.findByText('is taken by another tenant');
    expect((name as HTMLInputElement).value).toBe('jazz');
    expect(asked.find(a => a.method === 'POST')?.body).toMatchObject({ name: '/jazz', tenant: 'default' });
  });

  it('goes to the page of the mount, with the password shown there and nowhere later', async () => {
    const jazz = { ...live, name: '/jazz' };
    const asked = service({
      ...known,
      'POST /api/v1/mounts': () => ({ status: 201, body: jazz }),
      'GET /api/v1/mounts/jazz': jazz,
    });
    page('admin', '/mounts');
    await userEvent.click(await screen.findByRole('button', { name: 'Create mount' }));
    await userEvent.type(await screen.findByLabelText(/^Name/), '/jazz');
    const dialog = within(screen.getByRole('dialog'));
    await userEvent.click(dialog.getByRole('button', { name: 'Create mount' }));
    await screen.findByText('The password of /jazz');
    const { password } = asked.find(a => a.method === 'POST')?.body as { password: string };
    expect(password).toMatch(/^[A-Za-z2-9]{20}$/);
    await waitFor(() => expect(screen.getAllByText(password).length).toBe(2));
    expect(screen.getByTestId('where').textContent).toBe('/mounts/jazz/connect');

    air([]);
    await screen.findByText('Waiting for the encoder');
    mountNews({ name: '/jazz', title: 'Meltwater' });
    await screen.findByText('On the air');

    await userEvent.click(screen.getByRole('link', { name: 'Mounts' }));
    await userEvent.click(await screen.findByRole('link', { name: '/live' }));
    await userEvent.click(await screen.findByRole('tab', { name: 'Connect' }));
    await screen.findByText('PASSWORD');
    expect(screen.queryByText(password)).toBeNull();
  });
});

describe('the page of a mount', () => {
  it('shows viewers no listeners, no settings and nothing to do', async () => {
    service(known);
    page('viewer', '/mounts/live');
    await screen.findByRole('heading', { name: '/live' });
    air([{}]);
    expect(screen.getAllByRole('tab').map(t => t.textContent)).toEqual(['Now', 'Listen']);
    expect(screen.queryByRole('button', { name: 'Actions' })).toBeNull();
  });

  it('lets djs kick the source, and change nothing', async () => {
    const asked = service({ ...known, 'POST /api/v1/mounts/live/kick-source': { affected: 1 } });
    page('dj', '/mounts/live');
    await screen.findByRole('heading', { name: '/live' });
    air([{}]);
    await userEvent.click(await screen.findByRole('button', { name: 'Actions' }));
    expect((await screen.findAllByRole('menuitem')).map(i => i.textContent)).toEqual(['Kick source']);
    await userEvent.click(screen.getByRole('menuitem', { name: 'Kick source' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Kick source' }));
    await waitFor(() => expect(asked.some(a => a.path === '/api/v1/mounts/live/kick-source')).toBe(true));
  });

  it('says where no mount is, and that of one on the fly can be configured', async () => {
    service({ ...known, 'GET /api/v1/mounts': { items: [] } });
    page('admin', '/mounts/fly');
    await screen.findByText('There is no mount /fly');
    air([{ name: '/fly' }]);
    await screen.findByText('On the air without being configured');
    expect(screen.getByRole('button', { name: 'Configure /fly' })).toBeTruthy();
  });

  it('addresses mounts with inner slashes as one part', async () => {
    const asked = service({
      ...known,
      'GET /api/v1/mounts/north%2Fjazz.mp3': { ...live, name: '/north/jazz.mp3' },
    });
    page('admin', '/mounts/north%2Fjazz.mp3');
    await screen.findByRole('heading', { name: '/north/jazz.mp3' });
    expect(asked.some(a => a.path === '/api/v1/mounts/north%2Fjazz.mp3')).toBe(true);
  });
});

describe('settings of a mount', () => {
  it('send what was changed alone, and put a mistake at its field', async () => {
    const asked = service({
      ...known,
      'PATCH /api/v1/mounts/live': refusal(400, 'The body has mistakes.', [
        { field: 'auth', message: 'has a timeout that is between 1s and 8s' },
      ]),
    });
    page('superadmin', '/mounts/live/settings');
    await userEvent.click(await screen.findByLabelText('Genre'));
    await userEvent.paste('jazz');
    await userEvent.click(screen.getByLabelText('Listener add'));
    await userEvent.paste('http://a.example/add');
    await userEvent.click(screen.getByRole('button', { name: 'Save changes' }));
    await screen.findByText('is between 1s and 8s');
    expect(screen.getByLabelText('Timeout').getAttribute('aria-invalid')).toBe('true');
    expect((screen.getByLabelText('Genre') as HTMLInputElement).value).toBe('jazz');
    expect(asked.find(a => a.method === 'PATCH')?.body).toEqual({
      genre: 'jazz',
      auth: {
        listenerAdd: 'http://a.example/add',
        header: 'icecast-auth-user: 1',
        timeout: '5s',
        whenDown: 'deny',
        cache: '0s',
      },
    });
  });

  it('cannot be changed where the station file has the say', async () => {
    service({ ...known, 'GET /api/v1/mounts/live': { ...live, managed: true } });
    page('admin', '/mounts/live/settings');
    await screen.findByText(/Mount \/live is managed by the station file/);
    expect(screen.getByLabelText('Genre').matches(':disabled')).toBe(true);
    expect(screen.queryByRole('button', { name: 'Delete mount' })).toBeNull();
  });

  it('show admins no URL authentication to change', async () => {
    service({ ...known, 'GET /api/v1/mounts/live': { ...live, auth: { listenerAdd: 'http://a.example/' } } });
    page('admin', '/mounts/live/settings');
    expect((await screen.findByLabelText('Listener add')).matches(':disabled')).toBe(true);
  });

  it('keep the dialog open when a mount cannot be deleted', async () => {
    service({
      ...known,
      'DELETE /api/v1/mounts/live': refusal(409, 'Mount /live is the fallback of /a: change that first.'),
    });
    page('admin', '/mounts/live/settings');
    await userEvent.click(await screen.findByRole('button', { name: 'Delete mount' }));
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.click(dialog.getByRole('button', { name: 'Delete mount' }));
    await dialog.findByText('Mount /live is the fallback of /a: change that first.');
  });

  it('make a new password and show it once', async () => {
    const asked = service({ ...known, 'PATCH /api/v1/mounts/live': live });
    page('admin', '/mounts/live/settings');
    await userEvent.click(await screen.findByRole('button', { name: 'New password' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Make a new password' }));
    await screen.findByText('The password of /live');
    const { password } = asked.find(a => a.method === 'PATCH')?.body as { password: string };
    expect(screen.getAllByText(password).length).toBeGreaterThan(0);

    await userEvent.click(screen.getByRole('tab', { name: 'Settings' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Use the tenant’s' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Use the tenant’s password' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await userEvent.click(screen.getByRole('tab', { name: 'Connect' }));
    await screen.findByText('PASSWORD');
    expect(screen.queryByText(password)).toBeNull();
  });
});

describe('listeners of a mount', () => {
  const somebodyListens = {
    items: [
      {
        id: '6917529027641081857',
        address: '192.0.2.7',
        userAgent: '<script>alert(1)</script>',
        connectedAt: '2026-11-30T01:00:00Z',
        behind: 1200,
        edge: 'edge-1',
      },
    ],
    total: 1,
    allEdgesAnswered: false,
  };

  it('are told with a note when an edge did not answer, and kicked one by one by djs', async () => {
    const asked = service({
      ...known,
      'GET /api/v1/mounts/live/listeners': somebodyListens,
      'DELETE /api/v1/mounts/live/listeners/6917529027641081857': () => ({ status: 204 }),
    });
    page('dj', '/mounts/live/listeners');
    await screen.findByText('192.0.2.7');
    expect(screen.getByText(/An edge has not answered/)).toBeTruthy();
    expect(screen.getByText('<script>alert(1)</script>')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Kick all' })).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Kick 192.0.2.7' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Kick listener' }));
    await waitFor(() => expect(asked.some(a => a.method === 'DELETE')).toBe(true));
  });

  it('are moved to mounts of the same content type alone, and a refusal is told', async () => {
    service({
      ...known,
      'GET /api/v1/mounts': {
        items: [live, { ...live, name: '/b' }, { ...live, name: '/opus' }, { ...live, name: '/off' }],
      },
      'GET /api/v1/mounts/live/listeners': somebodyListens,
      'POST /api/v1/mounts/live/move-listeners': refusal(409, 'The services would not do it: no.'),
    });
    page('admin', '/mounts/live/listeners');
    await screen.findByText('192.0.2.7');
    air([{ name: '/live' }, { name: '/b' }, { name: '/opus', contentType: 'application/ogg' }]);
    await userEvent.click(screen.getByRole('button', { name: 'Move all' }));
    await userEvent.click(await screen.findByPlaceholderText('Choose a mount'));
    const options = (await screen.findAllByRole('option')).map(o => o.textContent);
    expect(options).toEqual(['/b']);
    await userEvent.click(screen.getByRole('option', { name: '/b' }));
    await userEvent.click(screen.getByRole('button', { name: 'Move listeners' }));
    await screen.findByText('The services would not do it: no.');
  });
});
