import { refusal, service, show, somebody } from '../test-service';
import { Menu } from '@mantine/core';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { expect, it } from 'vitest';
import { api } from '../api/client';
import { Confirm } from './Confirm';
import { Dialog } from './Dialog';

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

it('gives the focus back when it is there only while it is open', async () => {
  function Sometimes() {
    const [step, setStep] = useState(0);
    return (
      <>
        <button onClick={() => setStep(1)}>Delete</button>
        {step === 1 && (
          <Confirm
            title="First"
            act="Go on"
            run={async () => setStep(2)}
            close={() => setStep(s => (s === 1 ? 0 : s))}
          >
            First.
          </Confirm>
        )}
        {step === 2 && (
          <Dialog title="Second" onClose={() => setStep(0)}>
            <button onClick={() => setStep(0)}>I have it</button>
          </Dialog>
        )}
      </>
    );
  }
  show(<Sometimes />, { me: somebody('admin') });
  const button = screen.getByText('Delete');
  await userEvent.click(button);
  await userEvent.click(await screen.findByText('Cancel'));
  await waitFor(() => expect(document.activeElement).toBe(button));
  await userEvent.click(button);
  await userEvent.click(await screen.findByText('Go on'));
  const second = await screen.findByRole('dialog', { name: 'Second' });
  await waitFor(() => expect(second.contains(document.activeElement)).toBe(true));
  await userEvent.click(await screen.findByText('I have it'));
  await waitFor(() => expect(document.activeElement).toBe(button));
});

it('gives the focus to the button of a menu when it was opened there', async () => {
  function OfMenu() {
    const [asks, setAsks] = useState(false);
    return (
      <>
        <Menu>
          <Menu.Target>
            <button>More</button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => setAsks(true)}>Delete</Menu.Item>
          </Menu.Dropdown>
        </Menu>
        {asks && (
          <Confirm title="Delete it" act="Delete it" run={async () => {}} close={() => setAsks(false)} />
        )}
      </>
    );
  }
  show(<OfMenu />, { me: somebody('admin') });
  await userEvent.click(screen.getByText('More'));
  await userEvent.click(await screen.findByText('Delete'));
  await userEvent.click(await screen.findByText('Cancel'));
  await waitFor(() => expect(document.activeElement).toBe(screen.getByText('More')));
});
