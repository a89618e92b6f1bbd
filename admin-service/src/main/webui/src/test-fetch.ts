// The client keeps the fetch that it finds when it is loaded, so that this one has to be there before it.
let answer: typeof fetch = () => Promise.reject(new TypeError('nobody answers in this test'));

globalThis.fetch = (...asked) => answer(...asked);

/** Who answers from now on. */
export function answerWith(other: typeof fetch): void {
  answer = other;
}
