import { Modal, type ModalProps } from '@mantine/core';
import { createContext, useContext, useLayoutEffect, useState } from 'react';
import { appear, go, opener } from './focus';

/** Whether something lies over all dialogs, so that no key and no click is theirs. */
export const Covered = createContext(false);

/**
 * A dialog that gives the focus back to what opened it, whether it is always there and opened, or is there only while
 * it is open (which Mantine's own does not do).
 */
export function Dialog({ opened = true, ...rest }: Omit<ModalProps, 'opened'> & { opened?: boolean }) {
  const covered = useContext(Covered);
  // Looked for before anything is drawn: the menu that it was opened in may go with that.
  const [was, setWas] = useState(false);
  const [from, setFrom] = useState<HTMLElement | null>(null);
  if (opened !== was) {
    setWas(opened);
    setFrom(opened ? opener() : from);
  }
  useLayoutEffect(() => {
    if (!opened) {
      return undefined;
    }
    const held = appear(from);
    return () => go(held);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- changes with it alone
  }, [opened]);
  return (
    <Modal
      opened={opened}
      returnFocus={false}
      closeButtonProps={{ 'aria-label': 'Close' }}
      {...rest}
      {...(covered && { closeOnEscape: false, closeOnClickOutside: false, trapFocus: false })}
    />
  );
}
