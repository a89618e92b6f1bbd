import { TextInput, type TextInputProps } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';

/** Where somebody types what a list is searched for. */
export function Find({
  label,
  hint,
  text,
  find,
  ...rest
}: {
  label: string;
  /** What is looked at: Name or role. */
  hint: string;
  text: string;
  find: (text: string) => void;
} & Pick<TextInputProps, 'className' | 'type' | 'w' | 'mb' | 'maw'>) {
  return (
    <TextInput
      {...rest}
      aria-label={label}
      placeholder={hint}
      leftSection={<IconSearch size={16} aria-hidden="true" />}
      value={text}
      onChange={event => find(event.currentTarget.value)}
    />
  );
}
