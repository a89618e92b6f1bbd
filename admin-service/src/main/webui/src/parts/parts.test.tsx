import { screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';
import { Problem } from '../api/problem';
import { show } from '../test-rest';
import { Confirm } from './Confirm';
import { Cell, Row, Rows } from './Rows';
import { sorted } from './sending';

it('puts mistakes to fields that are there, and says the others above', () => {
  const problem = new Problem(400, 'Some fields are wrong.', [
    { field: 'name', message: 'is missing' },
    { field: 'tenant', message: 'is unknown' },
  ]);
  const { fields, rest } = sorted(problem, ['name']);
  expect(fields).toEqual({ name: 'is missing' });
  expect((rest as Problem).message).toBe('tenant is unknown.');
  expect(sorted(problem, ['name', 'tenant']).rest).toBeNull();
});

it('keeps a question open that could not be carried out, and says why', async () => {
  const close = vi.fn();
  show(
    <Confirm
      title="Delete?"
      act="Delete"
      close={close}
      run={() => Promise.reject(new Problem(409, 'It is used.'))}
    >
      It will be gone.
    </Confirm>,
  );
  await userEvent.click(await screen.findByRole('button', { name: 'Delete' }));
  expect((await screen.findByRole('alert')).textContent).toContain('It is used.');
  expect(close).not.toHaveBeenCalled();
});

it('names the column of actions for those who hear it', () => {
  show(
    <Rows label="Things" heads={['Name', '']}>
      <Row>
        <Cell kind="name">one</Cell>
        <Cell kind="actions">x</Cell>
      </Row>
    </Rows>,
  );
  expect(screen.getByRole('columnheader', { name: 'Actions' })).toBeTruthy();
  expect(screen.getByRole('table', { name: 'Things' })).toBeTruthy();
});
