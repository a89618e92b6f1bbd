import { Button, Group } from '@mantine/core';
import { useEffect, useRef } from 'react';

/** The end of a form that stays on its page. Its button keeps the focus, also when there is nothing to save. */
export function SaveOrDiscard({
  dirty,
  busy,
  discard,
}: {
  dirty: boolean;
  busy: boolean;
  discard: () => void;
}) {
  const save = useRef<HTMLButtonElement>(null);
  const pressed = useRef(false);

  // A button that is busy is disabled, and browsers take the focus away from those.
  useEffect(() => {
    if (!busy && pressed.current) {
      pressed.current = false;
      if (document.activeElement === document.body) {
        save.current?.focus({ preventScroll: true });
      }
    }
  }, [busy]);

  return (
    <Group>
      <Button
        ref={save}
        type="submit"
        loading={busy}
        data-disabled={!dirty || undefined}
        aria-disabled={!dirty}
        onClick={event => {
          if (dirty) {
            pressed.current = document.activeElement === event.currentTarget;
          } else {
            event.preventDefault();
          }
        }}
      >
        Save
      </Button>
      {dirty && (
        <Button
          variant="default"
          onClick={() => {
            discard();
            save.current?.focus({ preventScroll: true });
          }}
        >
          Discard changes
        </Button>
      )}
    </Group>
  );
}
