package io.floe.wire.report;

import io.floe.wire.audio.MountName;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.config.ConfigFeed;
import io.floe.wire.http.RequestHead;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where listeners find a mount, as a URL: under {@code publicUrl} when it is configured, else under
 * the host that the client itself used, with the port of an edge.
 *
 * <p>Behind a trusted proxy the host is the one that {@link io.floe.wire.client.Caller} found. The
 * Host header is the client's word: only a host name, an IPv4 or a bracketed IPv6 address is
 * repeated. Any thread.
 */
public final class ListenUrls {

  /** Stands in for an edge while none is alive. */
  public static final int DEFAULT_EDGE_PORT = 8080;

  private static final Pattern HOST =
      Pattern.compile(
          "([A-Za-z0-9_](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9_.])?|\\[[0-9A-Fa-f:.]{2,45}])"
              + "(?::([0-9]{1,5}))?");
  private static final Pattern BASE =
      Pattern.compile("https?://[A-Za-z0-9._\\[\\]:-]{1,300}(?:/[A-Za-z0-9._~/-]*)?");
  private static final String PLAIN = "-._~/!$()*+,;=:@";

  private final NodeInfo self;
  private final ClusterView cluster;
  private final ConfigFeed config;

  public ListenUrls(NodeInfo self, ClusterView cluster, ConfigFeed config) {
    this.self = self;
    this.cluster = cluster;
    this.config = config;
  }

  /** A host name, IPv4 or bracketed IPv6 address, and the port when there was one. */
  record Host(String name, Optional<Integer> port) {

    /** The host of a request, or empty when it names none that is safe to repeat. */
    static Optional<Host> of(RequestHead head) {
      return head.header("Host").flatMap(Host::parse);
    }

    static Optional<Host> parse(String header) {
      Matcher parts = HOST.matcher(header.strip());
      if (!parts.matches()) {
        return Optional.empty();
      }
      String port = parts.group(2);
      if (port == null) {
        return Optional.of(new Host(parts.group(1), Optional.empty()));
      }
      int number = Integer.parseInt(port);
      return number < 1 || number > 65_535
          ? Optional.empty()
          : Optional.of(new Host(parts.group(1), Optional.of(number)));
    }
  }

  /** Host name or bracketed address by which the client reached this node. */
  public static String hostName(RequestHead head) {
    return Host.of(head).map(Host::name).orElse("localhost");
  }

  /**
   * How URLs of mounts start, without a slash at the end. On an edge, the port that the client used
   * is kept: it may be mapped to ours. On another node it is the port of the edge with the lowest.
   */
  public String base(RequestHead head) {
    Optional<String> configured = configured(config.current().publicUrl());
    if (configured.isPresent()) {
      return configured.get();
    }
    if (self.role() == NodeInfo.Role.EDGE) {
      int port = Host.of(head).flatMap(Host::port).orElse(self.port());
      return head.secure() ? https(hostName(head), port) : http(hostName(head), port);
    }
    int port =
        cluster.now().nodes(NodeInfo.Role.EDGE).stream()
            .map(NodeInfo::port)
            .min(Comparator.naturalOrder())
            .orElse(DEFAULT_EDGE_PORT);
    return http(hostName(head), port);
  }

  /** The URL of a mount. */
  public String of(MountName mount, RequestHead head) {
    return base(head) + escape(mount);
  }

  /**
   * Where to send a listener who asked this node for a mount: the same mount at any living edge, or
   * empty when there is none.
   *
   * @param host the request's Host header, empty when it had none
   */
  public Optional<URI> edgeFor(MountName mount, String host) {
    return edgeFor(
        mount,
        host,
        config.current().publicUrl(),
        cluster.now().nodes(NodeInfo.Role.EDGE),
        RandomGenerator.getDefault());
  }

  /** The rule behind {@link #edgeFor(MountName, String)}. */
  static Optional<URI> edgeFor(
      MountName mount,
      String host,
      @Nullable String publicUrl,
      List<NodeInfo> edges,
      RandomGenerator random) {
    Optional<String> configured = configured(publicUrl);
    if (configured.isPresent()) {
      return Optional.of(URI.create(configured.get() + escape(mount)));
    }
    if (edges.isEmpty()) {
      return Optional.empty();
    }
    NodeInfo edge = edges.get(random.nextInt(edges.size()));
    String name = Host.parse(host).map(Host::name).orElse("localhost");
    return Optional.of(URI.create(http(name, edge.port()) + escape(mount)));
  }

  private static String http(String host, int port) {
    return "http://" + host + (port == 80 ? "" : ":" + port);
  }

  private static String https(String host, int port) {
    return "https://" + host + (port == 443 ? "" : ":" + port);
  }

  /** The configured base, unless it is none that a URL can start with. */
  private static Optional<String> configured(@Nullable String publicUrl) {
    return Optional.ofNullable(publicUrl)
        .filter(url -> BASE.matcher(url).matches())
        .map(url -> url.replaceAll("/+$", ""));
  }

  /** The mount as a URL path. */
  public static String escape(MountName mount) {
    StringBuilder path = new StringBuilder();
    for (byte b : mount.value().getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if ((c >= '0' && c <= '9')
          || (c >= 'A' && c <= 'Z')
          || (c >= 'a' && c <= 'z')
          || PLAIN.indexOf(c) >= 0) {
        path.append(c);
      } else {
        path.append('%')
            .append(Character.forDigit(c >> 4, 16))
            .append(Character.forDigit(c & 15, 16));
      }
    }
    return path.toString();
  }
}
