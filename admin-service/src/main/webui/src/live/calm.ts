type Subscribe = (listener: () => void) => () => void;

/**
 * The same news, told at once when there was none for a while, and else at most every so many ms: with a thousand
 * mounts hundreds of events come in a second, which nobody reads and which cost a page each.
 */
export function calmly(subscribe: Subscribe, ms: number): Subscribe {
  return listener => {
    let told = -Infinity;
    let later: ReturnType<typeof setTimeout> | undefined;
    const tell = () => {
      later = undefined;
      told = performance.now();
      listener();
    };
    const leave = subscribe(() => {
      if (later === undefined) {
        const wait = told + ms - performance.now();
        if (wait <= 0) {
          tell();
        } else {
          later = setTimeout(tell, wait);
        }
      }
    });
    return () => {
      leave();
      clearTimeout(later);
    };
  };
}
