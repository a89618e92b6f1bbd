import { MantineProvider } from '@mantine/core';
import { render, screen } from '@testing-library/react';
import { fireEvent } from '@testing-library/dom';
import { afterEach, expect, test } from 'vitest';
import { Snippet } from './Snippet';

const before = Object.getOwnPropertyDescriptor(navigator, 'clipboard');

afterEach(() => {
  Reflect.deleteProperty(navigator, 'clipboard');
  if (before !== undefined) {
    Object.defineProperty(navigator, 'clipboard', before);
  }
  Reflect.deleteProperty(document, 'execCommand');
});

function clipboard(value: Partial<Clipboard> | undefined): void {
  Object.defineProperty(navigator, 'clipboard', { value, configurable: true });
}

function show(): void {
  render(
    <MantineProvider env="test">
      <Snippet text="s3cret" label="password" />
    </MantineProvider>,
  );
  fireEvent.click(screen.getByRole('button', { name: 'Copy password' }));
}

test('the clipboard gets the text where there is one', async () => {
  const given: string[] = [];
  clipboard({
    writeText: text => {
      given.push(text);
      return Promise.resolve();
    },
  });
  show();
  await screen.findByRole('button', { name: 'Copied (password)' });
  expect(given).toEqual(['s3cret']);
});

test('over plain HTTP, without a clipboard, the text is copied as it was before', async () => {
  clipboard(undefined);
  let given = '';
  document.execCommand = command => {
    const event = new Event(command) as Event & { clipboardData: object };
    event.clipboardData = { setData: (_: string, text: string) => (given = text) };
    return !document.dispatchEvent(event) || true;
  };
  show();
  await screen.findByRole('button', { name: 'Copied (password)' });
  expect(given).toBe('s3cret');
});

test('where nothing can be copied it is selected, and said so', async () => {
  clipboard({ writeText: () => Promise.reject(new Error('not allowed')) });
  document.execCommand = () => false;
  show();
  await screen.findByRole('button', { name: /^Selected: press Ctrl\+C/ });
  expect(getSelection()?.toString()).toBe('s3cret');
});
