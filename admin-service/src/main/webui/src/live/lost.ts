import type { LiveServices } from './board';

export type LiveNode = NonNullable<LiveServices['nodes']>[number];

/** A service that was there and is no more. */
export interface LostNode {
  node: LiveNode;
  /** When it was missed. */
  at: number;
}

/** As long one that is gone is told of. */
export const TOLD_MS = 10 * 60_000;

/** More than that at once are not told of: the newest are. */
const MOST = 50;

/** The services that have gone while somebody looked: what is alive does not say what is missing. */
export class Lost {
  #alive: ReadonlyMap<string, LiveNode> = new Map();
  #gone: readonly LostNode[] = [];

  /** What is gone now; the same as before when nothing has changed. */
  look(services: LiveServices | null, at: number): readonly LostNode[] {
    if (services?.nodes !== undefined && services.nodes !== null) {
      const alive = new Map(services.nodes.map(node => [node.id, node]));
      const missed = [...this.#alive.values()]
        .filter(node => !alive.has(node.id))
        .map(node => ({ node, at }));
      this.#alive = alive;
      this.#keep([...missed, ...this.#gone], at);
    }
    return this.#gone;
  }

  #keep(gone: readonly LostNode[], at: number): void {
    const kept = gone.filter(each => at - each.at < TOLD_MS && !this.#alive.has(each.node.id)).slice(0, MOST);
    if (kept.length !== this.#gone.length || kept.some((each, i) => each !== this.#gone[i])) {
      this.#gone = kept;
    }
  }
}
