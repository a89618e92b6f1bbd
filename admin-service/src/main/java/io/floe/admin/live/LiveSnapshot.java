package io.floe.admin.live;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What there is, all at once; written piece by piece, so here for the OpenAPI document alone. */
@Schema(name = "LiveSnapshot")
public record LiveSnapshot(
    List<LiveMount> mounts,
    List<LiveRendition> renditions,
    LiveServices services,
    LiveTotals totals) {
  public LiveSnapshot {
    mounts = List.copyOf(mounts);
    renditions = List.copyOf(renditions);
  }
}
