package io.floe.wire.client;

import io.floe.wire.client.Hops.Hop;
import io.floe.wire.http.RequestHead;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Who sent a request, and the request as it was sent, once trusted proxies are seen through.
 *
 * @param head behind a proxy that says so, with the host that the client asked for (its port
 *     included) and whether it did so over TLS
 */
public record Caller(Address address, RequestHead head) {

  private static final Pattern HOST =
      Pattern.compile("([A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}])(:[0-9]{1,5})?");

  /**
   * Walks from the peer towards the client while hops are trusted: X-Forwarded-For from the right,
   * or Forwarded when there is none. Where an entry says nothing, the walk ends at the last hop
   * that is known.
   *
   * @param peer of the connection, or what its PROXY header names instead
   */
  public static Caller of(CidrSet trusted, Address peer, RequestHead head) {
    if (!trusted.contains(peer)) {
      return new Caller(peer, head);
    }
    // A proxy adds one of the two and passes on what a client writes into the other. Almost all add
    // this one: so it decides.
    boolean usual = head.header(Hops.X_FORWARDED_FOR).isPresent();
    List<Hop> hops = usual ? Hops.listed(head) : Hops.forwarded(head);
    Address address = peer;
    Optional<Hop> last = Optional.empty();
    for (Hop hop : hops) {
      Optional<Address> from = hop.from();
      if (from.isEmpty()) {
        break;
      }
      address = from.get();
      last = Optional.of(hop);
      if (!trusted.contains(address)) {
        break;
      }
    }
    Optional<String> host =
        last.flatMap(Hop::host)
            .or(() -> Hops.lastOf(head, "X-Forwarded-Host"))
            .filter(Caller::host);
    Optional<String> proto =
        last.flatMap(Hop::proto).or(() -> Hops.lastOf(head, "X-Forwarded-Proto"));
    return new Caller(
        address,
        last.isEmpty() && host.isEmpty() && proto.isEmpty() ? head : asked(head, host, proto));
  }

  private static RequestHead asked(
      RequestHead head, Optional<String> forwarded, Optional<String> proto) {
    boolean secure = proto.map(p -> p.equalsIgnoreCase("https")).orElse(head.secure());
    Optional<String> host = forwarded.or(() -> head.header("Host")).filter(Caller::host);
    // Players leave the usual port out, and ours is not what they see.
    return head.asked(
        host.map(name -> hasPort(name) ? name : name + (secure ? ":443" : ":80")), secure);
  }

  private static boolean host(String text) {
    return HOST.matcher(text).matches();
  }

  private static boolean hasPort(String host) {
    return host.lastIndexOf(':') > host.lastIndexOf(']');
  }
}
