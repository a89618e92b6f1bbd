package io.floe.edge.page;

import io.floe.wire.audio.MountName;
import io.floe.wire.audio.StreamInfo;
import io.floe.wire.bus.Message.Beacon;
import io.floe.wire.bus.NodeInfo;
import io.floe.wire.config.ConfigFeed;
import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.config.Mount;
import io.floe.wire.http.Reply;
import io.floe.wire.http.RequestHead;
import io.floe.wire.report.ClusterView;
import io.floe.wire.report.ClusterView.Snapshot;
import io.floe.wire.report.ClusterView.Stream;
import io.floe.wire.report.ListenUrls;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The page of all public mounts on the air. Whatever stations say is hostile and escaped. Any
 * thread.
 */
final class StationPage {

  /** Mounts shown; beyond that the page says how many more there are. */
  static final int MAX_SHOWN = 200;

  /** The port that encoders are told while no ingest is alive. */
  private static final int DEFAULT_INGEST_PORT = 8000;

  private final Template page = new Template(Resources.text("page.html"));
  private final Template mount = new Template(Resources.text("mount.html"));
  private final Template silence = new Template(Resources.text("silence.html"));
  private final Template quiet = new Template(Resources.text("quiet.html"));
  private final ClusterView cluster;
  private final ConfigFeed config;
  private final Brand brand;
  private volatile @Nullable Written written;

  /** The last page, good as long as what it was made from is still the newest. */
  private record Written(
      Snapshot cluster,
      ConfigSnapshot config,
      Map<String, Html> brand,
      String host,
      Reply.Body html) {}

  StationPage(ClusterView cluster, ConfigFeed config, Brand brand) {
    this.cluster = cluster;
    this.config = config;
    this.brand = brand;
  }

  /** The page in UTF-8. */
  @SuppressWarnings("ReferenceEquality") // the same snapshots, not equal ones: comparing is dear
  Reply.Body html(RequestHead head) {
    Snapshot now = cluster.now();
    ConfigSnapshot settings = config.current();
    Map<String, Html> holes = brand.holes();
    String host = ListenUrls.hostName(head);
    Written last = written;
    if (last == null
        || last.cluster() != now
        || last.config() != settings
        || last.brand() != holes
        || !last.host().equals(host)) {
      String html = write(now, settings, holes, host).markup();
      last =
          new Written(
              now, settings, holes, host, new Reply.Body(html.getBytes(StandardCharsets.UTF_8)));
      written = last;
    }
    return last.html();
  }

  private Html write(Snapshot now, ConfigSnapshot settings, Map<String, Html> holes, String host) {
    List<Listing> all = Listing.of(now, settings);
    // What is made of a stream is chosen on the player of that stream.
    List<Stream> listed =
        all.stream().filter(each -> each.from() == null).map(Listing::stream).toList();
    StringBuilder main = new StringBuilder();
    listed.stream().limit(MAX_SHOWN).forEach(s -> main.append(mount(s).markup()));
    if (listed.isEmpty()) {
      main.append(silence(now, settings, host).markup());
    } else if (listed.size() > MAX_SHOWN) {
      main.append("<p class=\"more\">and ")
          .append(listed.size() - MAX_SHOWN)
          .append(" more, all of them in <a href=\"/status-json.xsl\">the status</a></p>\n");
    }
    int listening = all.stream().mapToInt(each -> each.stream().listeners()).sum();
    Map<String, Html> fill = new HashMap<>(holes);
    fill.put("listening", Html.text(listed.isEmpty() ? "" : listening + " listening"));
    fill.put("most", Html.text(Integer.toString(MAX_SHOWN)));
    fill.put("main", new Html(main.toString()));
    return page.with(fill);
  }

  private Html mount(Stream stream) {
    StreamInfo info = stream.info();
    String name = info.name().isBlank() ? stream.mount().value() : info.name();
    Map<String, Html> fill = new HashMap<>();
    fill.put("mount", Html.text(stream.mount().value()));
    fill.put("path", Html.text(ListenUrls.escape(stream.mount())));
    fill.put("name", Html.text(name));
    fill.put("title", Html.text(stream.title()));
    fill.put("description", Html.text(info.description()));
    fill.put("facts", Html.text(facts(info)));
    fill.put("type", Html.text(info.contentType()));
    fill.put(
        "listeners",
        Html.text(stream.listeners() + (stream.listeners() == 1 ? " listener" : " listeners")));
    fill.put("state", Html.text(stream.state() == Beacon.State.STALLED ? Channel.SILENT : ""));
    return mount.with(fill);
  }

  private static String facts(StreamInfo info) {
    StringBuilder facts = new StringBuilder(Formats.name(info));
    if (info.bitrate() > 0) {
      facts.append(" \u00b7 ").append(info.bitrate()).append(" kbit/s");
    }
    if (!info.genre().isBlank()) {
      facts.append(" \u00b7 ").append(info.genre());
    }
    return facts.toString();
  }

  private Html silence(Snapshot now, ConfigSnapshot settings, String host) {
    int port =
        now.nodes(NodeInfo.Role.INGEST).stream()
            .map(NodeInfo::port)
            .min(Comparator.naturalOrder())
            .orElse(DEFAULT_INGEST_PORT);
    String example =
        settings.tenants().stream()
            .flatMap(tenant -> tenant.mounts().stream())
            .map(Mount::name)
            .min(Comparator.naturalOrder())
            .map(MountName::value)
            .orElse("/live");
    return (brand.named() ? quiet : silence)
        .with(
            Map.of(
                "host",
                Html.text(host),
                "port",
                Html.text(Integer.toString(port)),
                "mount",
                Html.text(example),
                "heading",
                Html.text(
                    now.streams().isEmpty()
                        ? "Nothing is on the air"
                        : "No public stream is on the air"),
                "hidden",
                Html.text(
                    now.streams().isEmpty()
                        ? ""
                        : "A stream is shown here when its encoder calls it public, or when its mount"
                            + " has \u201cpublic: true\u201d in the configuration.")));
  }
}
