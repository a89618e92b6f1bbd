package io.floe.edge.page;

import io.floe.wire.audio.MountName;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.config.ConfigFeed;
import io.floe.wire.http.Reply;
import io.floe.wire.http.RequestHead;
import io.floe.wire.http.RequestHead.Header;
import io.floe.wire.report.ClusterView;
import io.floe.wire.report.ListenUrls;
import io.floe.wire.report.StatusPages;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Everything the listener port answers that is not audio; empty for a path that may be a mount. Any
 * thread.
 */
public final class Pages implements Function<RequestHead, Optional<Reply>> {

  /** What the page may load: its own script, style and streams, nothing from elsewhere. */
  static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; media-src 'self';"
          + " connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  /** Crawlers may read the page; a crawler that follows a stream would never finish. */
  private static final String ROBOTS = "User-agent: *\nAllow: /$\nAllow: /explore$\nDisallow: /\n";

  private final StatusPages status;
  private final StationPage station;
  private final Playlists playlists;
  private final Reply style = asset("text/css; charset=utf-8", "floe.css");
  private final Reply script = asset("text/javascript; charset=utf-8", "floe.js");
  private final Reply icon = asset("image/svg+xml", "floe.svg");

  public Pages(NodeInfo self, ClusterView cluster, ConfigFeed config) {
    ListenUrls urls = new ListenUrls(self, cluster, config);
    status = new StatusPages(self, cluster, config);
    station = new StationPage(cluster, config, urls);
    playlists = new Playlists(cluster, config, urls);
  }

  @Override
  public Optional<Reply> apply(RequestHead head) {
    Optional<String> path = head.path();
    if (path.isEmpty() || head.method().equals("OPTIONS")) {
      return Optional.empty();
    }
    Optional<Reply> reply = status.apply(head).or(() -> page(path.get(), head));
    boolean reads = head.method().equals("GET") || head.method().equals("HEAD");
    return reads || reply.isEmpty()
        ? reply
        : Optional.of(
            text(405, "This page can only be read: use GET or HEAD.")
                .with("Allow", "GET, HEAD, OPTIONS"));
  }

  private Optional<Reply> page(String path, RequestHead head) {
    return switch (path) {
      case "/", "/explore" -> Optional.of(html(station.html(head)));
      case "/floe.css" -> Optional.of(style);
      case "/floe.js" -> Optional.of(script);
      case "/favicon.ico" -> Optional.of(icon);
      case "/robots.txt" -> Optional.of(text(200, ROBOTS.strip()));
      default ->
          MountName.parse(path).filter(MountName::reserved).isPresent()
              ? Optional.of(missing(path))
              : playlists.at(path, head);
    };
  }

  private static Reply missing(String path) {
    int end = path.indexOf('/', 1);
    return switch (end < 0 ? path : path.substring(0, end)) {
      case "/player", "/embed" ->
          text(
              404,
              "This page is not in this release yet. Open / in a browser to listen, or the mount"
                  + " itself in a player.");
      case "/admin", "/admin.cgi", "/api" ->
          text(
              404,
              "The listener port has no administration. Metadata updates go to the Icecast port,"
                  + " where encoders connect.");
      default -> text(404, "There is no such page. What is on the air is listed at /.");
    };
  }

  /** A plain answer of one or more lines. */
  static Reply text(int status, String text) {
    return Reply.of(status, "text/plain; charset=utf-8", text + "\n")
        .with("X-Content-Type-Options", "nosniff");
  }

  private static Reply html(Reply.Body page) {
    return new Reply(
        200,
        List.of(
            new Header("Content-Type", "text/html; charset=utf-8"),
            new Header("Cache-Control", "no-cache"),
            new Header("Content-Security-Policy", CONTENT_SECURITY_POLICY),
            new Header("X-Content-Type-Options", "nosniff"),
            new Header("Referrer-Policy", "no-referrer")),
        page);
  }

  private static Reply asset(String contentType, String resource) {
    return new Reply(
        200,
        List.of(
            new Header("Content-Type", contentType),
            new Header("Cache-Control", "no-cache"),
            new Header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"),
            new Header("X-Content-Type-Options", "nosniff")),
        new Reply.Body(Resources.text(resource).getBytes(StandardCharsets.UTF_8)));
  }
}
