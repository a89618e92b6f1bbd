import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { calmly } from './calm';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function scene() {
  let happen = () => {};
  let told = 0;
  const leave = calmly(listener => {
    happen = listener;
    return () => (happen = () => {});
  }, 250)(() => told++);
  return { happen: () => happen(), told: () => told, leave };
}

it('tells the first at once, and all that come then as one', () => {
  const { happen, told } = scene();
  happen();
  expect(told()).toBe(1);
  for (let i = 0; i < 100; i++) {
    happen();
  }
  expect(told()).toBe(1);
  vi.advanceTimersByTime(250);
  expect(told()).toBe(2);
  vi.advanceTimersByTime(1_000);
  expect(told()).toBe(2);
  happen();
  expect(told()).toBe(3);
});

it('tells nothing more to who has left', () => {
  const { happen, told, leave } = scene();
  happen();
  happen();
  leave();
  vi.advanceTimersByTime(1_000);
  expect(told()).toBe(1);
});
