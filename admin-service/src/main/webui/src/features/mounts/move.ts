import type { Board } from '../../live/board';
import type { MountView, Row } from './rows';

/** Mounts that listeners of a mount can go to: configured, of its tenant, on the air with its content type. */
export function movable(row: Row, configured: readonly MountView[], board: Board): string[] {
  const type = row.live?.contentType;
  return configured
    .filter(each => {
      const live = board.mounts.get(each.name);
      return (
        each.name !== row.name &&
        each.tenant === row.tenant &&
        live !== undefined &&
        (type === undefined || live.contentType === type)
      );
    })
    .map(each => each.name);
}
