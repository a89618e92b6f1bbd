package io.floe.admin.account;

import io.floe.admin.publish.Publisher;
import io.floe.wire.client.Address;
import io.floe.wire.client.Caller;
import io.floe.wire.client.Cidr;
import io.floe.wire.client.CidrSet;
import io.floe.wire.http.RequestHead;
import io.floe.wire.report.AdminDoor;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who sends a request, seen through the proxies that the newest snapshot trusts, and through other
 * nodes of the cluster that show the {@link DoorKey}. Threads: any.
 */
@Singleton
public final class Clients {

  private static final String HOST = "Host";

  private final Publisher publisher;
  private final DoorKey key;

  Clients(Publisher publisher, DoorKey key) {
    this.publisher = publisher;
    this.key = key;
  }

  /** The client of that request, and the request as the client sent it. */
  public Caller caller(RoutingContext context) {
    var request = context.request();
    List<RequestHead.Header> headers = new ArrayList<>();
    request
        .headers()
        .forEach(header -> headers.add(new RequestHead.Header(header.getKey(), header.getValue())));
    // HTTP/2 has no such header: the host stands beside the path.
    if (!request.headers().contains(HOST) && request.authority() != null) {
      headers.add(new RequestHead.Header(HOST, request.authority().toString()));
    }
    RequestHead head =
        new RequestHead(
            request.method().name(), request.uri(), "HTTP", 1, 1, headers, request.isSSL());
    var remote = request.connection().remoteAddress();
    String host = remote == null ? null : remote.hostAddress();
    Address peer = Optional.ofNullable(host).flatMap(Address::parse).orElse(Address.UNKNOWN);
    boolean node = head.header(AdminDoor.HEADER).map(key::opens).orElse(false);
    return Caller.of(
        node
            ? CidrSet.of(List.of(new Cidr(peer, peer.v4() ? 32 : 128)))
            : publisher.newest().trustedProxies(),
        peer,
        head);
  }
}
