import classes from './shell.module.css';

/** The sign of Floe, with its name. */
export function Mark() {
  return (
    <span className={classes.mark}>
      <svg viewBox="0 0 32 32" aria-hidden="true">
        <path className={classes.ice} d="M3 17 9 8l7 3 6-5 7 11z" />
        <path className={classes.sea} d="M2 22h28M7 27h18" />
      </svg>
      Floe
    </span>
  );
}
