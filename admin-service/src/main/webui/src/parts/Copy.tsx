import { ActionIcon, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy, IconCursorText } from '@tabler/icons-react';
import { useEffect, useState, type RefObject } from 'react';
import { copy } from './clipboard';

const SHOWN_MS = 4_000;

const WORDS = {
  copied: 'Copied',
  selected: 'Selected: press Ctrl+C or ⌘C',
  failed: 'Not copied: select the text yourself',
} as const;

/** Takes a text along, and says whether that went. */
export function Copy({
  text,
  label,
  shown,
}: {
  text: string;
  label: string;
  /** Where the text stands. */
  shown: RefObject<HTMLElement | null>;
}) {
  const [done, setDone] = useState<keyof typeof WORDS | null>(null);

  useEffect(() => {
    if (done === null) {
      return undefined;
    }
    const later = setTimeout(() => setDone(null), SHOWN_MS);
    return () => clearTimeout(later);
  }, [done]);

  const word = done === null ? 'Copy' : WORDS[done];
  return (
    <Tooltip label={word} {...(done !== null && { opened: true })}>
      <ActionIcon
        variant="subtle"
        onClick={() => void copy(text, shown.current).then(setDone)}
        aria-label={done === null ? `Copy ${label}` : `${word} (${label})`}
      >
        {done === null ? (
          <IconCopy size={16} />
        ) : done === 'copied' ? (
          <IconCheck size={16} />
        ) : (
          <IconCursorText size={16} />
        )}
      </ActionIcon>
    </Tooltip>
  );
}
