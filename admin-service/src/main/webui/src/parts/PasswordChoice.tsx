import { PasswordInput, Radio, Stack } from '@mantine/core';
import type { ReactNode } from 'react';

/** A password that is made, or one of somebody's own choice. */
export function PasswordChoice({
  label,
  description,
  own,
  input,
}: {
  label: string;
  description?: string;
  /** Whether somebody chooses it: value and setter. */
  own: { value: boolean; onChange: (own: boolean) => void };
  /** What the field of the own password is given. */
  input: { value?: string; onChange?: (event: never) => void; error?: ReactNode };
}) {
  return (
    <Stack gap="xs">
      <Radio.Group
        label={label}
        description={description}
        value={own.value ? 'own' : 'made'}
        onChange={value => own.onChange(value === 'own')}
      >
        <Stack gap={6} mt="xs">
          <Radio value="made" label="Generate one, and show it once" />
          <Radio value="own" label="Choose it myself" />
        </Stack>
      </Radio.Group>
      {own.value && (
        <PasswordInput
          aria-label={`${label} of your choice`}
          autoComplete="new-password"
          required
          {...(input as object)}
        />
      )}
    </Stack>
  );
}
