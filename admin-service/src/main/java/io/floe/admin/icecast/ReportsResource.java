package io.floe.admin.icecast;

import io.floe.admin.account.Askers;
import io.floe.admin.account.BasicOnly;
import io.floe.admin.mount.Commands;
import io.floe.admin.mount.Waiting;
import io.floe.admin.onair.OnAir;
import io.floe.admin.publish.Changes;
import io.floe.admin.store.Roles;
import io.floe.wire.audio.MountName;
import io.floe.wire.bus.Message.Audience;
import io.floe.wire.command.Audiences.Found;
import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.http.RequestHead;
import io.floe.wire.report.ClusterView.Stream;
import io.floe.wire.report.ListenUrls;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * What Icecast tells its admin: the sources, the mounts, and who listens, which is not for viewers.
 * Threads: request.
 */
@Path("/admin")
@Tag(name = "icecast")
@BasicOnly
public final class ReportsResource {

  private final Changes changes;
  private final Askers askers;
  private final Commands commands;
  private final OnAir onAir;
  private final Sight sight;
  private final Pages pages;

  ReportsResource(
      Changes changes, Askers askers, Commands commands, OnAir onAir, Sight sight, Pages pages) {
    this.changes = changes;
    this.askers = askers;
    this.commands = commands;
    this.onAir = onAir;
    this.sight = sight;
    this.pages = pages;
  }

  @GET
  @Path("stats")
  @RolesAllowed({Roles.SUPERADMIN, Roles.ADMIN, Roles.DJ, Roles.VIEWER})
  public Response stats() {
    RequestHead head = askers.head();
    Query query = Query.of(head);
    List<Stream> streams = changes.read(() -> sight.streams(askers.actor()));
    List<Stream> asked = streams;
    if (query.find("mount").isPresent()) {
      MountName mount = query.mount();
      asked = streams.stream().filter(each -> each.mount().equals(mount)).toList();
      if (asked.isEmpty()) {
        throw Fault.noSource();
      }
    }
    ConfigSnapshot config = onAir.config();
    String base = onAir.base(head);
    return Pages.xml(
        IcecastXml.stats(
            ServerFields.of(onAir.self(), ListenUrls.hostName(head), streams),
            asked.stream()
                .map(each ->
                    SourceEntry.of(
                        each,
                        config.settings(each.mount()),
                        base + ListenUrls.escape(each.mount())))
                .toList()));
  }

  /** The other name of the same. */
  @GET
  @Path("stats.xml")
  @RolesAllowed({Roles.SUPERADMIN, Roles.ADMIN, Roles.DJ, Roles.VIEWER})
  public Response statsXml() {
    return stats();
  }

  @GET
  @Path("listmounts")
  @RolesAllowed({Roles.SUPERADMIN, Roles.ADMIN, Roles.DJ, Roles.VIEWER})
  public Response mounts() {
    ConfigSnapshot config = onAir.config();
    List<MountEntry> mounts =
        changes.read(() ->
            sight.streams(askers.actor()).stream()
                .map(each -> new MountEntry(each, fallback(config, each.mount())))
                .toList());
    return Pages.xml(IcecastXml.mounts(mounts, System.currentTimeMillis()));
  }

  @GET
  @Path("listclients")
  @RolesAllowed({Roles.SUPERADMIN, Roles.ADMIN, Roles.DJ})
  public Response clients() {
    MountName mount = Query.of(askers.head()).mount();
    Stream stream = changes.read(() -> sight.stream(askers.actor(), mount));
    Found found = Waiting.answer(commands.audience(mount, Audience.MOST));
    return Pages.xml(IcecastXml.clients(stream, found, System.currentTimeMillis()));
  }

  /** Whatever else somebody may ask of Icecast. */
  @GET
  @Path("{command}")
  @RolesAllowed({Roles.SUPERADMIN, Roles.ADMIN, Roles.DJ, Roles.VIEWER})
  public Response unknown(@PathParam("command") String command) {
    return pages.failed(new Fault(400, "Unrecognised command"));
  }

  @ServerExceptionMapper
  public Response failed(Throwable failure) {
    return pages.failed(failure);
  }

  private static String fallback(ConfigSnapshot config, MountName mount) {
    MountName fallback = config.settings(mount).fallback();
    return fallback == null ? "" : fallback.value();
  }
}
