/** Who gets the focus when a dialog goes. */
interface Held {
  to: HTMLElement | null;
}

const open: Held[] = [];
let pending: (Held & { timer: number }) | null = null;

/** A dialog appears; one that takes the place of another inherits who gets the focus. */
export function appear(from: HTMLElement | null): Held {
  const held: Held = { to: pending === null ? from : pending.to };
  if (pending !== null) {
    window.clearTimeout(pending.timer);
    pending = null;
  }
  open.push(held);
  return held;
}

/** A dialog goes; what it was opened by gets the focus, unless another dialog has appeared over it. */
export function go(held: Held): void {
  const index = open.indexOf(held);
  open.splice(index, 1);
  const above = open[index];
  if (above !== undefined) {
    above.to = held.to;
    return;
  }
  const timer = window.setTimeout(() => {
    pending = null;
    giveBack(held.to);
  }, 0);
  pending = { to: held.to, timer };
}

/** What has the focus; of an item of a menu, which goes with its menu, the button of the menu. */
export function opener(): HTMLElement | null {
  const active = document.activeElement;
  const button = active?.closest('[role="menu"]')?.getAttribute('aria-labelledby');
  const of = typeof button === 'string' ? document.getElementById(button) : active;
  return of instanceof HTMLElement && of !== document.body ? of : null;
}

function giveBack(to: HTMLElement | null): void {
  const active = document.activeElement;
  if (active !== null && active !== document.body && active.closest('[role="dialog"]') === null) {
    return; // Somebody has gone elsewhere.
  }
  // What opened it may be gone, as the row of what was deleted.
  const there = to?.isConnected === true ? to : document.getElementById('main');
  there?.focus({ preventScroll: true });
}
