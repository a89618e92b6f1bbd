import { act, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { usePreview } from './preview';

/** A player that does what a test says. */
class FakeAudio {
  static last: FakeAudio;
  currentTime = 0;
  src: string | null;
  onplaying: (() => void) | null = null;
  onpause: (() => void) | null = null;
  onended: (() => void) | null = null;
  onerror: (() => void) | null = null;
  onwaiting: (() => void) | null = null;

  constructor(url: string) {
    this.src = url;
    FakeAudio.last = this;
  }
  play() {
    return Promise.resolve();
  }
  pause() {
    this.onpause?.();
  }
  removeAttribute() {
    this.src = null;
  }
  load() {}
}

const before = globalThis.Audio;

beforeEach(() => {
  vi.useFakeTimers();
  globalThis.Audio = FakeAudio as unknown as typeof Audio;
});

afterEach(() => {
  vi.useRealTimers();
  globalThis.Audio = before;
});

function playing() {
  const { result } = renderHook(() => usePreview('http://radio/live'));
  act(() => result.current.play());
  act(() => FakeAudio.last.onplaying?.());
  expect(result.current.sound).toBe('playing');
  return result;
}

test('a pause that the keyboard or the system asks for ends it', () => {
  const result = playing();
  act(() => FakeAudio.last.pause());
  expect(result.current.sound).toBe('silent');
  expect(FakeAudio.last.src).toBeNull();
});

test('what stands still is not said to play, and is given up after a while', () => {
  const result = playing();
  for (let s = 1; s <= 10; s++) {
    FakeAudio.last.currentTime = s;
    act(() => vi.advanceTimersByTime(1_000));
    expect(result.current.sound).toBe('playing');
  }
  act(() => vi.advanceTimersByTime(3_000));
  expect(result.current.sound).toBe('connecting');
  FakeAudio.last.currentTime = 11;
  act(() => vi.advanceTimersByTime(1_000));
  expect(result.current.sound).toBe('playing');
  act(() => vi.advanceTimersByTime(20_000));
  expect(result.current.sound).toBe('failed');
  expect(FakeAudio.last.src).toBeNull();
});

test('a policy that knows another address is told from a stream that cannot be played', () => {
  const { result } = renderHook(() => usePreview('http://radio/live'));
  act(() => result.current.play());
  const violation = new Event('securitypolicyviolation') as Event & { effectiveDirective: string };
  violation.effectiveDirective = 'media-src';
  act(() => void document.dispatchEvent(violation));
  act(() => FakeAudio.last.onerror?.());
  expect(result.current.sound).toBe('blocked');
});
