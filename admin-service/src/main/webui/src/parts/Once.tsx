import { Alert, Stack, Text } from '@mantine/core';
import { Snippet } from './Snippet';

/** A secret that is shown once. */
export function Once({
  what,
  secret,
  kept = 'only a hash of it is kept',
}: {
  what: string;
  secret: string;
  /** Why it cannot be shown again. */
  kept?: string;
}) {
  return (
    <Alert variant="light" color="ice" title={`The ${what}`}>
      <Stack gap="xs">
        <Text size="sm">Copy it now: {kept}, and it is not shown again.</Text>
        <Snippet text={secret} label={what} />
      </Stack>
    </Alert>
  );
}
