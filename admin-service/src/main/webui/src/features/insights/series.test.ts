import { expect, test } from 'vitest';
import { csv, standingAlone, series, shownOf, stepped, type Point } from './series';

function point(at: string, listeners: number, seconds = 60): Point {
  return {
    at,
    seconds,
    listeners,
    peak: listeners + 1,
    bytesIn: 600,
    bytesOut: 1200,
    listenerSeconds: 0,
    visits: 0,
  };
}

test('minutes in a row make one line', () => {
  const made = series([point('2026-01-01T00:00:00Z', 1), point('2026-01-01T00:01:00Z', 2)], 'minute');
  expect(made.listeners).toEqual([1, 2]);
  expect(made.peaks).toEqual([2, 3]);
  expect((made.times[1] as number) - (made.times[0] as number)).toBe(60);
});

test('what nobody saw is a gap at its place', () => {
  const made = series([point('2026-01-01T00:00:00Z', 1), point('2026-01-01T03:00:00Z', 2)], 'minute');
  expect(made.listeners).toEqual([1, null, 2]);
  expect(new Date((made.times[1] as number) * 1000).toISOString()).toBe('2026-01-01T00:01:00.000Z');
});

test('a day of 25 hours is no gap', () => {
  const made = series([point('2026-10-24T22:00:00Z', 1), point('2026-10-25T23:00:00Z', 2)], 'day');
  expect(made.listeners).toEqual([1, 2]);
});

test('traffic is a rate over the time that was seen', () => {
  expect(series([point('2026-01-01T00:00:00Z', 1, 30)], 'minute')).toMatchObject({
    bitsIn: [160],
    bitsOut: [320],
  });
  expect(series([point('2026-01-01T00:00:00Z', 1, 0)], 'minute')).toMatchObject({ bitsIn: [null] });
});

test('an export asks for the same', () => {
  expect(csv('/api/v1/songs', { mount: '/live & co', tenant: undefined })).toBe(
    '/api/v1/songs?mount=%2Flive+%26+co&format=csv',
  );
});

test('keeps what is enlarged when a minute has passed, until another length of time is looked at', () => {
  const before = { from: 0, to: 1000 };
  const now = { from: 60, to: 1060 };
  expect(shownOf({ min: 200, max: 300 }, before, now)).toEqual({ min: 200, max: 300 });
  expect(shownOf({ min: 0, max: 1000 }, before, now)).toEqual({ min: 60, max: 1060 });
  expect(shownOf({ min: null, max: null }, before, now)).toEqual({ min: 60, max: 1060 });
  expect(shownOf({ min: 200, max: 300 }, before, { from: 0, to: 7000 })).toEqual({ min: 0, max: 7000 });
});

test('what stands alone between gaps is found, to be drawn as a point', () => {
  expect(standingAlone([1, null, 2, 3, null, 4])).toEqual([0, 5]);
  expect(standingAlone([null, 7, null])).toEqual([1]);
  expect(standingAlone([0])).toEqual([0]);
  expect(standingAlone([])).toEqual([]);
});

test('steps enlarge, go along and come back, and never leave the time that is looked at', () => {
  const whole = { from: 0, to: 86_400 };
  const all = { min: 0, max: 86_400 };
  const half = stepped(all, whole, 'in');
  expect(half).toEqual({ min: 43_200, max: 86_400 });
  expect(stepped(half, whole, 'earlier')).toEqual({ min: 21_600, max: 64_800 });
  expect(stepped({ min: 21_600, max: 64_800 }, whole, 'in')).toEqual({ min: 32_400, max: 54_000 });
  expect(stepped(half, whole, 'later')).toEqual(half);
  expect(stepped(half, whole, 'out')).toEqual(all);
  expect(stepped({ min: 0, max: 1_000 }, whole, 'out')).toEqual({ min: 0, max: 2_000 });
  expect(stepped({ min: 300, max: 900 }, whole, 'in')).toEqual({ min: 300, max: 900 });
  expect(stepped(half, whole, 'all')).toEqual(all);
  expect(stepped(all, whole, 'later')).toEqual(all);
});
