import { Alert } from '@mantine/core';
import { IconFileText } from '@tabler/icons-react';

/** Says that something is stated in the station file, which has the say about it. */
export function Managed({ what }: { what: string }) {
  return (
    <Alert variant="light" color="gray" icon={<IconFileText size={18} />} mb="md">
      {what} is managed by the station file (floe.yaml). Change it there, and start Floe again or send it
      SIGHUP.
    </Alert>
  );
}
