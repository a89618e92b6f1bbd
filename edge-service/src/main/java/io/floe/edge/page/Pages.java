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
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Everything the listener port answers that is not audio; empty for a path that may be a mount. Any
 * thread.
 */
public final class Pages implements Function<RequestHead, Optional<Reply>> {

  /** What a page may load: its own scripts, style and streams, nothing from elsewhere. */
  private static final String OWN =
      "default-src 'none'; script-src 'self'; style-src 'self'; media-src 'self' blob:;"
          + " connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none';";

  /** A page of its own. */
  static final String CONTENT_SECURITY_POLICY = OWN + " frame-ancestors 'none'";

  /** A page that any site may frame. */
  static final String FRAMED_POLICY = OWN + " frame-ancestors *";

  private static final String PLAYER = "/player";
  private static final String EMBED = "/embed";

  /** Crawlers may read the page; a crawler that follows a stream would never finish. */
  private static final String ROBOTS = "User-agent: *\nAllow: /$\nAllow: /explore$\nDisallow: /\n";

  private final StatusPages status;
  private final StationPage station;
  private final PlayerPage player;
  private final Brand brand;
  private final Playlists playlists;
  private final Map<String, Reply> assets =
      Map.of(
          "/floe.js", asset("text/javascript; charset=utf-8", "floe.js"),
          "/explore/station.js", asset("text/javascript; charset=utf-8", "station.js"),
          "/explore/player.js", asset("text/javascript; charset=utf-8", "player.js"),
          "/explore/embed.js", asset("text/javascript; charset=utf-8", "embed.js"),
          "/favicon.ico", asset("image/svg+xml", "floe.svg"),
          "/robots.txt", text(200, ROBOTS.strip()));

  public Pages(NodeInfo self, ClusterView cluster, ConfigFeed config, RecentTitles titles) {
    ListenUrls urls = new ListenUrls(self, cluster, config);
    status = new StatusPages(self, cluster, config);
    brand = new Brand(config);
    station = new StationPage(cluster, config, brand);
    player = new PlayerPage(new Channels(cluster::now, config, titles), urls, brand);
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
    if (path.equals("/") || path.equals("/explore")) {
      return Optional.of(html(station.html(head), CONTENT_SECURITY_POLICY));
    }
    if (path.equals("/floe.css")) {
      return Optional.of(asset("text/css; charset=utf-8", brand.style()));
    }
    if (path.equals(Brand.LOGO)) {
      return brand.logo().or(() -> Optional.of(missing(path)));
    }
    Reply asset = assets.get(path);
    if (asset != null) {
      return Optional.of(asset);
    }
    Optional<MountName> played = mountAt(PLAYER, path);
    if (played.isPresent()) {
      return Optional.of(
          head.header("Accept").filter("application/json"::equalsIgnoreCase).isPresent()
              ? json(player.json(played.get()))
              : html(body(player.player(played.get(), head)), CONTENT_SECURITY_POLICY));
    }
    Optional<MountName> framed = mountAt(EMBED, path);
    if (framed.isPresent()) {
      return Optional.of(html(body(player.embed(framed.get())), FRAMED_POLICY));
    }
    boolean ours =
        path.startsWith(PLAYER + "/")
            || path.startsWith(EMBED + "/")
            || MountName.parse(path).filter(MountName::reserved).isPresent();
    return ours ? Optional.of(missing(path)) : playlists.at(path, head);
  }

  /** The mount that is named behind {@code prefix}. */
  private static Optional<MountName> mountAt(String prefix, String path) {
    return path.startsWith(prefix + "/")
        ? MountName.parse(path.substring(prefix.length())).filter(mount -> !mount.reserved())
        : Optional.empty();
  }

  private static Reply missing(String path) {
    int end = path.indexOf('/', 1);
    return switch (end < 0 ? path : path.substring(0, end)) {
      case PLAYER, EMBED ->
          text(
              404,
              "There is no such mount. Its name follows, as in /player/live; what is on the air is"
                  + " listed at /.");
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

  private static Reply.Body body(Html page) {
    return new Reply.Body(page.markup().getBytes(StandardCharsets.UTF_8));
  }

  private static Reply json(String object) {
    return Reply.of(200, "application/json; charset=utf-8", object + "\n")
        .with("Cache-Control", "no-store")
        .with("Vary", "Accept")
        .with("Access-Control-Allow-Origin", "*")
        .with("X-Content-Type-Options", "nosniff");
  }

  private static Reply html(Reply.Body page, String policy) {
    return new Reply(
        200,
        List.of(
            new Header("Content-Type", "text/html; charset=utf-8"),
            new Header("Cache-Control", "no-cache"),
            new Header("Vary", "Accept"),
            new Header("Content-Security-Policy", policy),
            new Header("X-Content-Type-Options", "nosniff"),
            new Header("Referrer-Policy", "no-referrer")),
        page);
  }

  private static Reply asset(String contentType, String resource) {
    return asset(
        contentType, new Reply.Body(Resources.text(resource).getBytes(StandardCharsets.UTF_8)));
  }

  private static Reply asset(String contentType, Reply.Body body) {
    return new Reply(
        200,
        List.of(
            new Header("Content-Type", contentType),
            new Header("Cache-Control", "no-cache"),
            new Header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"),
            new Header("X-Content-Type-Options", "nosniff")),
        body);
  }
}
