import { refusal, service, show, somebody } from '../test-service';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { expect, it } from 'vitest';
import { api } from '../api/client';
import { Confirm } from './Confirm';

function Asking({ done }: { done: () => void }) {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <button onClick={() => setOpened(true)}>Delete</button>
      <Confirm
        opened={opened}
        title="Delete it"
        act="Delete it"
        run={async () => {
          await api.DELETE('/api/v1/session');
          done();
        }}
        close={() => setOpened(false)}
      >
        It is gone for good.
      </Confirm>
    </>
  );
}

it('does nothing before it is confirmed, and gives the focus back', async () => {
  let done = 0;
  service({ 'DELETE /api/v1/session': () => ({ status: 204 }) });
  show(<Asking done={() => done++} />, { me: somebody('admin') });
  await userEvent.click(screen.getByText('Delete'));
  const dialog = within(await screen.findByRole('dialog', { name: 'Delete it' }));
  expect(dialog.getByText('It is gone for good.')).toBeTruthy();
  await userEvent.click(dialog.getByText('Cancel'));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(done).toBe(0);
  await waitFor(() => expect(document.activeElement?.textContent).toBe('Delete'));
});

it('stays with what went wrong, and can be tried again', async () => {
  let done = 0;
  service({ 'DELETE /api/v1/session': refusal(409, 'Something else needs it.') });
  show(<Asking done={() => done++} />, { me: somebody('admin') });
  await userEvent.click(screen.getByText('Delete'));
  const dialog = within(await screen.findByRole('dialog'));
  await userEvent.click(dialog.getByRole('button', { name: 'Delete it' }));
  await dialog.findByText('Something else needs it.');
  expect(done).toBe(0);
  service({ 'DELETE /api/v1/session': () => ({ status: 204 }) });
  await userEvent.click(dialog.getByRole('button', { name: 'Delete it' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(done).toBe(1);
});
