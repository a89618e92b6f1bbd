import { useRef } from 'react';
import { Copy } from './Copy';
import classes from './parts.module.css';

/** Text to take along. */
export function Snippet({ text, label }: { text: string; label: string }) {
  const shown = useRef<HTMLPreElement>(null);
  return (
    <div className={classes.snippet}>
      <pre aria-label={label} ref={shown}>
        {text}
      </pre>
      <Copy text={text} label={label} shown={shown} />
    </div>
  );
}
