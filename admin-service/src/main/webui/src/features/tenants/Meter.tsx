import { count } from '../../parts/format';
import classes from './tenants.module.css';

/** How much of something is used: in words, and as a bar where there is a limit. */
export function Meter({
  label,
  used,
  most,
  unit = '',
}: {
  label: string;
  /** Absent: not known yet. */
  used?: number;
  most?: number;
  unit?: string;
}) {
  if (used === undefined) {
    return (
      <div className={classes.meter}>
        <span className={classes.label}>{label}</span>
        <span>…</span>
      </div>
    );
  }
  const full = most !== undefined && used >= most;
  const share = most === undefined || most === 0 ? (full ? 100 : 0) : Math.min(100, (used / most) * 100);
  const words = `${count(used)}${most === undefined ? '' : ` of ${count(most)}`}${unit}`;
  return (
    <div className={classes.meter} data-full={full || undefined}>
      <span className={classes.label}>{label}</span>
      <span>
        {words}
        {most === undefined && <small> no limit</small>}
        {full && <small> all used</small>}
      </span>
      {most !== undefined && (
        <svg
          viewBox="0 0 100 4"
          preserveAspectRatio="none"
          role="meter"
          aria-label={label}
          aria-valuemin={0}
          aria-valuemax={most}
          aria-valuenow={Math.min(used, most)}
          aria-valuetext={words}
        >
          <rect width="100" height="4" />
          <rect width={share} height="4" className={classes.bar} />
        </svg>
      )}
    </div>
  );
}
