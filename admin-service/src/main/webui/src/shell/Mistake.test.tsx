import { MantineProvider } from '@mantine/core';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Link, MemoryRouter, Route, Routes } from 'react-router';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Mistake } from './Mistake';

function Broken(): never {
  throw new Error('a page that breaks, as this test wants it');
}

// React tells of what was caught.
beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => {}));
afterEach(() => vi.restoreAllMocks());

it('shows the other pages when one of them is broken', async () => {
  render(
    <MantineProvider env="test">
      <MemoryRouter>
        <Link to="/">Broken</Link>
        <Link to="/whole">Whole</Link>
        <Mistake>
          <Routes>
            <Route path="/" element={<Broken />} />
            <Route path="/whole" element={<p>All is well</p>} />
          </Routes>
        </Mistake>
      </MemoryRouter>
    </MantineProvider>,
  );
  expect(screen.getByRole('alert').textContent).toContain('This page could not be shown');
  await userEvent.click(screen.getByText('Whole'));
  expect(screen.getByText('All is well')).toBeTruthy();
  expect(screen.queryByRole('alert')).toBeNull();
});
