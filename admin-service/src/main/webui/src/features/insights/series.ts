import type { Schemas } from '../../api/client';

export type Point = Schemas['Point'];

/** How much of the past is looked at, and in which steps. */
export interface Range {
  key: string;
  label: string;
  step: 'minute' | 'hour' | 'day';
  seconds: number;
}

const DAY = 86_400;

export const RANGES: readonly [Range, ...Range[]] = [
  { key: '24h', label: '24 hours', step: 'minute', seconds: DAY },
  { key: '7d', label: '7 days', step: 'hour', seconds: 7 * DAY },
  { key: '30d', label: '30 days', step: 'hour', seconds: 30 * DAY },
  { key: '1y', label: 'A year', step: 'day', seconds: 365 * DAY },
];

const STEPS = { minute: 60, hour: 3600, day: DAY } as const;

/** Columns as the chart takes them: times in seconds, then values; null is a gap. */
export interface Series {
  times: number[];
  listeners: (number | null)[];
  peaks: (number | null)[];
  bitsIn: (number | null)[];
  bitsOut: (number | null)[];
}

/**
 * The points of a trend in order of time. What was not seen is not among them, and becomes a gap: lines end before it
 * and begin again behind it.
 */
export function series(points: readonly Point[], step: Range['step']): Series {
  const made: Series = { times: [], listeners: [], peaks: [], bitsIn: [], bitsOut: [] };
  const length = STEPS[step];
  let last: number | null = null;
  for (const point of points) {
    const at = Date.parse(point.at) / 1000;
    // Days are not equally long where clocks change, so half a step more is no gap yet.
    if (last !== null && at - last > length * 1.5) {
      add(made, last + length, null);
    }
    add(made, at, point);
    last = at;
  }
  return made;
}

function add(to: Series, at: number, point: Point | null): void {
  const seen = point === null || point.seconds <= 0 ? null : point.seconds;
  to.times.push(at);
  to.listeners.push(point === null ? null : point.listeners);
  to.peaks.push(point === null ? null : point.peak);
  to.bitsIn.push(point === null || seen === null ? null : (point.bytesIn * 8) / seen);
  to.bitsOut.push(point === null || seen === null ? null : (point.bytesOut * 8) / seen);
}

/** The address of the same as CSV. */
export function csv(path: string, query: Record<string, string | undefined>): string {
  const search = new URLSearchParams();
  Object.entries(query).forEach(([name, value]) => {
    if (value !== undefined) {
      search.set(name, value);
    }
  });
  search.set('format', 'csv');
  return `${path}?${search.toString()}`;
}

interface Whole {
  from: number;
  to: number;
}

/**
 * The part of the time that a chart shows when it has fresh data: what was enlarged stays; all of it else, and when
 * another length of time is looked at.
 */
export function shownOf(
  shown: { min: number | null; max: number | null },
  before: Whole,
  now: Whole,
): { min: number; max: number } {
  const { min, max } = shown;
  const enlarged = min !== null && max !== null && (min !== before.from || max !== before.to);
  return enlarged && before.to - before.from === now.to - now.from
    ? { min, max }
    : { min: now.from, max: now.to };
}

/** What somebody wants to see of a chart. */
export type Step = 'in' | 'out' | 'earlier' | 'later' | 'all';

/** Nothing shorter is enlarged, in seconds: steps of a minute are not seen then. */
const SHORTEST = 600;

/** The part of the time that a chart shows after a step; all within the whole. */
export function stepped(
  shown: { min: number; max: number },
  whole: Whole,
  step: Step,
): { min: number; max: number } {
  const most = whole.to - whole.from;
  const length = shown.max - shown.min;
  const wanted =
    step === 'in' ? Math.min(length, Math.max(length / 2, SHORTEST)) : step === 'out' ? length * 2 : length;
  if (step === 'all' || wanted >= most) {
    return { min: whole.from, max: whole.to };
  }
  // What is newest stays while it is looked at.
  const into = shown.max >= whole.to ? length - wanted : (length - wanted) / 2;
  const shift = step === 'earlier' ? -length / 2 : step === 'later' ? length / 2 : into;
  const min = Math.min(Math.max(shown.min + shift, whole.from), whole.to - wanted);
  return { min, max: min + wanted };
}

/** Places of values that have a gap, or nothing, on either side. */
export function standingAlone(values: ArrayLike<number | null | undefined>): number[] {
  const found: number[] = [];
  for (let i = 0; i < values.length; i++) {
    if (known(values[i]) && !known(values[i - 1]) && !known(values[i + 1])) {
      found.push(i);
    }
  }
  return found;
}

function known(value: number | null | undefined): boolean {
  return value !== null && value !== undefined;
}
