package io.floe.wire.report;

import io.floe.wire.audio.MountName;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.config.ConfigFeed;
import io.floe.wire.http.Reply;
import io.floe.wire.http.RequestHead;
import io.floe.wire.report.ClusterView.Snapshot;
import io.floe.wire.report.ClusterView.Stream;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The status documents that both public ports answer, for the whole cluster. Empty for every other
 * path. Any thread.
 */
public final class StatusPages implements Function<RequestHead, Optional<Reply>> {

  private static final String TEXT = "text/plain; charset=utf-8";

  private final NodeInfo self;
  private final ClusterView cluster;
  private final ConfigFeed config;
  private final ListenUrls urls;
  private volatile @Nullable Written written;

  /** The last whole document, good as long as what it was made from is still the newest. */
  private record Written(Snapshot from, StatusJson.Server server, String base, Reply.Body json) {}

  public StatusPages(NodeInfo self, ClusterView cluster, ConfigFeed config) {
    this.self = self;
    this.cluster = cluster;
    this.config = config;
    this.urls = new ListenUrls(self, cluster, config);
  }

  @Override
  public Optional<Reply> apply(RequestHead head) {
    return switch (head.path().orElse("")) {
      case "/status-json.xsl" -> only(head, this::statusJson);
      case "/7.xsl" -> only(head, this::sevenXsl);
      case "/status.xsl", "/server_version.xsl" -> only(head, this::home);
      case "/" -> self.role() == NodeInfo.Role.EDGE ? Optional.empty() : only(head, this::home);
      case "/auth.xsl" ->
          Optional.of(Reply.of(404, TEXT, "There is no listener authentication to show here.\n"));
      default -> Optional.empty();
    };
  }

  private static Optional<Reply> only(RequestHead head, Function<RequestHead, Reply> page) {
    return switch (head.method()) {
      case "GET", "HEAD" -> Optional.of(page.apply(head));
      case "OPTIONS" -> Optional.empty(); // The port answers it for every path.
      default ->
          Optional.of(
              Reply.of(405, TEXT, "This page can only be read: use GET or HEAD.\n")
                  .with("Allow", "GET, HEAD, OPTIONS"));
    };
  }

  @SuppressWarnings(
      "ReferenceEquality") // the same snapshot, not an equal one: comparing all of it is dear
  private Reply statusJson(RequestHead head) {
    Snapshot now = cluster.now();
    String base = urls.base(head);
    StatusJson.Server server =
        new StatusJson.Server(
            ListenUrls.hostName(head),
            self.version(),
            self.startedAt(),
            head.parameter("shape").filter("array"::equals).isPresent());
    Optional<String> mount = head.parameter("mount");
    if (mount.isPresent()) {
      return json(write(server, streams(now, mount.get()), base));
    }
    Written last = written;
    if (last == null
        || last.from() != now
        || !last.server().equals(server)
        || !last.base().equals(base)) {
      last = new Written(now, server, base, write(server, now.streams(), base));
      written = last;
    }
    return json(last.json());
  }

  private static Reply.Body write(StatusJson.Server server, List<Stream> streams, String base) {
    return new Reply.Body(
        StatusJson.of(server, streams, stream -> base + ListenUrls.escape(stream.mount())));
  }

  private static Reply json(Reply.Body json) {
    return new Reply(
        200,
        List.of(
            new RequestHead.Header("Content-Type", "application/json; charset=UTF-8"),
            new RequestHead.Header("Cache-Control", "no-cache, no-store"),
            new RequestHead.Header("Access-Control-Allow-Origin", "*"),
            new RequestHead.Header("X-Content-Type-Options", "nosniff")),
        json);
  }

  private Reply sevenXsl(RequestHead head) {
    Snapshot now = cluster.now();
    List<Stream> streams =
        head.parameter("mount").map(mount -> streams(now, mount)).orElseGet(now::streams);
    String line =
        streams.isEmpty()
            ? ""
            : SevenXsl.of(
                streams.getFirst(),
                config.current().settings(streams.getFirst().mount()).maxListeners());
    return Reply.of(200, TEXT, line)
        .with("Cache-Control", "no-cache, no-store")
        .with("Access-Control-Allow-Origin", "*")
        .with("X-Content-Type-Options", "nosniff");
  }

  private Reply home(RequestHead head) {
    String page = self.role() == NodeInfo.Role.EDGE ? "/" : urls.base(head) + "/";
    return Reply.of(302, TEXT, "The station page is at " + page + "\n").with("Location", page);
  }

  private static List<Stream> streams(Snapshot now, String mount) {
    return MountName.parse(mount).flatMap(now::stream).map(List::of).orElse(List.of());
  }
}
