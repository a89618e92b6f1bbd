/** The events of what is on the air, as a test tells them. Made before the page is shown. */
export class FakeEvents {
  readonly #listeners = new Map<string, (message: MessageEvent<string>) => void>();

  constructor() {
    const listeners = this.#listeners;
    class Source {
      static readonly CLOSED = 2;
      readyState = 1;
      addEventListener(event: string, listener: (message: MessageEvent<string>) => void) {
        listeners.set(event, listener);
      }
      close() {}
    }
    globalThis.EventSource = Source as unknown as typeof EventSource;
  }

  tell(event: string, data: unknown): void {
    this.#listeners.get(event)?.(new MessageEvent(event, { data: JSON.stringify(data) }));
  }
}
