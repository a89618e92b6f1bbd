import { Alert, Button, Group } from '@mantine/core';
import { said } from '../api/problem';

/** Says what went wrong, and lets it be tried again. */
export function Trouble({ failure, again }: { failure: unknown; again?: () => void }) {
  return (
    <Alert color="alarm" variant="light" role="alert" mb="md">
      <Group justify="space-between" gap="md">
        <span>{said(failure)}</span>
        {again !== undefined && (
          <Button size="xs" variant="default" onClick={again}>
            Try again
          </Button>
        )}
      </Group>
    </Alert>
  );
}
