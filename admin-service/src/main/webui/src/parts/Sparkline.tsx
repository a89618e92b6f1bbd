import classes from './parts.module.css';

/** The last values of something, oldest first, as a line; null where nobody looked. */
export function Sparkline({ values, label }: { values: readonly (number | null)[]; label: string }) {
  const { line, area } = outline(values);
  return (
    <svg
      className={classes.spark}
      viewBox="0 0 100 20"
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <path d={line} />
      <path d={area} />
    </svg>
  );
}

/** Paths in a box of 100 by 20. A gap stays a gap. */
export function outline(values: readonly (number | null)[]): { line: string; area: string } {
  const most = Math.max(1, ...values.map(v => v ?? 0));
  const step = values.length > 1 ? 100 / (values.length - 1) : 100;
  let line = '';
  let area = '';
  let from: number | null = null;
  values.forEach((value, i) => {
    const x = round(i * step);
    if (value === null) {
      area += from === null ? '' : `V20H${from}Z`;
      from = null;
      return;
    }
    const y = round(19 - (value / most) * 18);
    line += from === null ? `M${x} ${y}` : `L${x} ${y}`;
    area += from === null ? `M${x} ${y}` : `L${x} ${y}`;
    from ??= x;
  });
  area += from === null ? '' : `V20H${from}Z`;
  return { line, area };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
