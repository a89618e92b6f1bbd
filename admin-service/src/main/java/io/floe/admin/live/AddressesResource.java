package io.floe.admin.live;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.floe.admin.account.Askers;
import io.floe.admin.onair.OnAir;
import io.floe.admin.store.Roles;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.http.RequestHead;
import io.floe.wire.report.ListenUrls;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Comparator;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Where encoders point and listeners listen, as whoever asks would reach it. Threads: request. */
@Path("/api/v1/addresses")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "addresses")
public final class AddressesResource {

  private final OnAir onAir;
  private final Askers askers;

  AddressesResource(OnAir onAir, Askers askers) {
    this.onAir = onAir;
    this.askers = askers;
  }

  /**
   * Addresses of the platform.
   *
   * @param host for encoders: the name that this request used
   * @param icecastPort of the ingest with the lowest one; absent: none is alive
   * @param shoutcastPort of the same ingest
   * @param listen how URLs of mounts start: {@code publicUrl}, or this host with the port of an
   *     edge
   */
  @Schema(name = "Addresses")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Addresses(
      String host, @Nullable Integer icecastPort, @Nullable Integer shoutcastPort, String listen) {}

  @GET
  @RolesAllowed({Roles.SUPERADMIN, Roles.ADMIN, Roles.DJ, Roles.VIEWER})
  public Addresses get() {
    RequestHead head = askers.head();
    Integer port =
        onAir.cluster().nodes(NodeInfo.Role.INGEST).stream()
            .map(NodeInfo::port)
            .min(Comparator.naturalOrder())
            .orElse(null);
    return new Addresses(
        ListenUrls.hostName(head), port, port == null ? null : port + 1, onAir.base(head));
  }
}
