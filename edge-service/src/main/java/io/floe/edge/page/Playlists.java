package io.floe.edge.page;

import io.floe.wire.audio.MountName;
import io.floe.wire.config.ConfigFeed;
import io.floe.wire.http.Reply;
import io.floe.wire.http.RequestHead;
import io.floe.wire.report.ClusterView;
import io.floe.wire.report.ClusterView.Stream;
import io.floe.wire.report.ListenUrls;
import java.util.Optional;

/**
 * Playlists of one entry: docs/icecast-compat.md 2.5. A mount that is itself called like a playlist
 * wins. Any thread.
 */
final class Playlists {

  private enum Format {
    M3U("audio/x-mpegurl"),
    PLS("audio/x-scpls"),
    XSPF("application/xspf+xml");

    private final String contentType;

    Format(String contentType) {
      this.contentType = contentType;
    }

    static Optional<Format> of(String path) {
      int dot = path.lastIndexOf('.');
      return switch (dot < 0 ? "" : path.substring(dot)) {
        case ".m3u" -> Optional.of(M3U);
        case ".pls" -> Optional.of(PLS);
        case ".xspf" -> Optional.of(XSPF);
        default -> Optional.empty();
      };
    }
  }

  private final ClusterView cluster;
  private final ConfigFeed config;
  private final ListenUrls urls;

  Playlists(ClusterView cluster, ConfigFeed config, ListenUrls urls) {
    this.cluster = cluster;
    this.config = config;
    this.urls = urls;
  }

  /** The playlist at {@code path}, 404 when its mount is unknown, empty when it names none. */
  Optional<Reply> at(String path, RequestHead head) {
    Optional<Format> format = Format.of(path);
    if (format.isEmpty() || MountName.parse(path).filter(this::known).isPresent()) {
      return Optional.empty();
    }
    Optional<MountName> mount =
        MountName.parse(path.substring(0, path.lastIndexOf('.'))).filter(this::known);
    return Optional.of(
        mount
            .map(name -> playlist(format.get(), name, head))
            .orElseGet(() ->
                Pages.text(
                    404,
                    "There is no such mount, so there is no playlist for it."
                        + " The mounts that are on the air are listed at / and"
                        + " /status-json.xsl.")));
  }

  private boolean known(MountName mount) {
    return cluster.now().stream(mount).isPresent() || config.current().mount(mount).isPresent();
  }

  private Reply playlist(Format format, MountName mount, RequestHead head) {
    String url = urls.of(mount, head);
    String title =
        cluster.now().stream(mount)
            .map(Stream::info)
            .map(info -> info.name())
            .filter(name -> !name.isBlank())
            .orElse(mount.value());
    String text =
        switch (format) {
          case M3U -> url + "\r\n";
          case PLS ->
              "[playlist]\r\nNumberOfEntries=1\r\nFile1="
                  + url
                  + "\r\nTitle1="
                  + oneLine(title)
                  + "\r\nLength1=-1\r\nVersion=2\r\n";
          case XSPF ->
              "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                  + "<playlist version=\"1\" xmlns=\"http://xspf.org/ns/0/\">\n"
                  + "  <trackList>\n    <track>\n      <location>"
                  + Html.text(url).markup()
                  + "</location>\n      <title>"
                  + Html.text(title).markup()
                  + "</title>\n    </track>\n  </trackList>\n</playlist>\n";
        };
    return Reply.of(200, format.contentType, text)
        .with("Cache-Control", "no-cache")
        .with("Access-Control-Allow-Origin", "*")
        .with("X-Content-Type-Options", "nosniff");
  }

  private static String oneLine(String text) {
    StringBuilder line = new StringBuilder(text.length());
    text.codePoints().map(c -> Character.isISOControl(c) ? ' ' : c).forEach(line::appendCodePoint);
    return line.toString();
  }
}
