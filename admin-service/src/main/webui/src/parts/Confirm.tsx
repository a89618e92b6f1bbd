import { Button, Group, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { Dialog } from './Dialog';
import { Trouble } from './Trouble';

/** Asks before something is done that cannot be undone; says in it what will happen. */
export function Confirm({
  opened = true,
  title,
  act,
  dangerous = true,
  run,
  close,
  children,
}: {
  opened?: boolean;
  title: string;
  /** What is done, as the button says it: Delete mount. */
  act: string;
  dangerous?: boolean;
  /** Does it; what it throws is shown, and the dialog stays. */
  run: () => Promise<void>;
  close: () => void;
  children?: ReactNode;
}) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);

  function leave() {
    setFailure(null);
    close();
  }

  async function go() {
    setBusy(true);
    setFailure(null);
    try {
      await run();
      leave();
    } catch (thrown) {
      setFailure(thrown);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Dialog opened={opened} onClose={leave} title={title}>
      {failure !== null && <Trouble failure={failure} />}
      <Text component="div" size="sm">
        {children}
      </Text>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={leave} data-autofocus>
          Cancel
        </Button>
        <Button {...(dangerous ? { color: 'alarm' } : {})} loading={busy} onClick={() => void go()}>
          {act}
        </Button>
      </Group>
    </Dialog>
  );
}
