import { colourOf, hexOf, NIGHT, PAPER, readable } from '../../parts/colour';
import classes from './branding.module.css';
import { LOGO_TYPES, type Values } from './branding';

const FLOE = { day: '#1d6f94', night: '#8ccfea' };

/** The head of the pages for listeners, by day and by night. */
export function Sample({ values }: { values: Values }) {
  return (
    <div className={classes.samples}>
      <One values={values} night={false} />
      <One values={values} night />
    </div>
  );
}

function One({ values, night }: { values: Values; night: boolean }) {
  const own = colourOf(values.accent);
  const accent = own === null ? (night ? FLOE.night : FLOE.day) : hexOf(readable(own, night));
  // A picture of ours or of a file that was just chosen; anything else would be somebody's address.
  const drawn = LOGO_TYPES.some(type => values.logo.startsWith(`data:${type};base64,`));
  return (
    <figure
      className={classes.sample}
      data-night={night || undefined}
      style={{ background: night ? NIGHT : PAPER }}
    >
      <figcaption>{night ? 'By night' : 'By day'}</figcaption>
      <div className={classes.brand}>
        {drawn ? (
          <img src={values.logo} alt="The logo" />
        ) : (
          <svg viewBox="0 0 32 32" aria-hidden="true">
            <path d="M3 17 9 8l7 3 6-5 7 11z" style={{ fill: accent }} />
            <path className={classes.sea} d="M1 22h30M6 27h20" />
          </svg>
        )}
        <strong>{values.name === '' ? 'On the air' : values.name}</strong>
      </div>
      {values.tagline !== '' && <p>{values.tagline}</p>}
      <p style={{ color: accent }} className={classes.link}>
        A link looks like this
      </p>
      <span className={classes.button} style={{ background: accent, color: night ? NIGHT : PAPER }}>
        Play
      </span>
    </figure>
  );
}
