package io.floe.admin.live;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.floe.wire.report.ClusterView.Placed;
import io.floe.wire.report.Report.Job;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A rendition, as its transcoder reports it.
 *
 * @param tenant absent: nobody knows whose it is
 * @param state as under renditions
 * @param reason why it failed or waits
 * @param speed seconds of audio made per second of CPU; absent: not known; told every ten seconds
 * @param lagMs from a chunk's arrival to its audio going out; told every ten seconds
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "LiveRendition")
public record LiveRendition(
    String from,
    String to,
    @Nullable String tenant,
    String state,
    @Nullable String reason,
    @Nullable Double speed,
    @Nullable Integer lagMs,
    String node) {

  private static final double HUNDREDTHS = 100;

  static LiveRendition of(Placed placed, @Nullable String tenant) {
    Job job = placed.job();
    boolean heard = job.state() == Job.State.RUNNING || job.state() == Job.State.SILENT;
    return new LiveRendition(
        job.from().value(),
        job.to().value(),
        tenant,
        job.state().name().toLowerCase(Locale.ROOT),
        job.reason().isEmpty() ? null : job.reason(),
        job.speed() == 0 ? null : job.speed() / HUNDREDTHS,
        heard ? job.lag() : null,
        placed.node().value());
  }

  /** The same without what changes all the time. */
  LiveRendition firm() {
    return new LiveRendition(from, to, tenant, state, reason, null, null, node);
  }
}
