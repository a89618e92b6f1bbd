package io.floe.edge.page;

import io.floe.edge.page.Channel.Quality;
import io.floe.edge.page.RecentTitles.Played;
import io.floe.wire.audio.MountName;
import io.floe.wire.http.RequestHead;
import io.floe.wire.report.ListenUrls;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The pages of one mount: the player, and what other sites put into a frame. A mount that is not
 * there has them too, and waits. Whatever stations say is hostile and escaped. Any thread.
 */
final class PlayerPage {

  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Template player = new Template(Resources.text("player.html"));
  private final Template embed = new Template(Resources.text("embed.html"));
  private final Template song = new Template(Resources.text("song.html"));
  private final Channels channels;
  private final ListenUrls urls;
  private final Brand brand;

  PlayerPage(Channels channels, ListenUrls urls, Brand brand) {
    this.channels = channels;
    this.urls = urls;
    this.brand = brand;
  }

  /** The page with everything about the mount. */
  Html player(MountName mount, RequestHead head) {
    Channel channel = channels.of(mount);
    String base = urls.base(head);
    String path = ListenUrls.escape(mount);
    Map<String, Html> fill = fill(channel);
    fill.put("heading", Links.out(channel.name(), channel.url()));
    fill.put("description", Html.text(channel.description()));
    fill.put("genre", Html.text(channel.genre()));
    fill.put("url", Html.text(base + path));
    fill.put("recent", songs(channel));
    fill.put("code", Html.text(code(channel, base + "/embed" + path)));
    return player.with(fill);
  }

  /** What fits into a frame of 80 px. */
  Html embed(MountName mount) {
    return embed.with(fill(channels.of(mount)));
  }

  /** The mount as a document for programs. */
  String json(MountName mount) {
    Channel channel = channels.of(mount);
    return Json.object(json -> {
      channel.writeNow(json);
      channel.writeMore(json);
    });
  }

  private Map<String, Html> fill(Channel channel) {
    String path = ListenUrls.escape(channel.mount());
    Map<String, Html> fill = new HashMap<>(brand.holes());
    fill.put("mount", Html.text(channel.mount().value()));
    fill.put("query", Html.text(queried(path)));
    fill.put("path", Html.text(path));
    fill.put("name", Html.text(channel.name()));
    fill.put("title", Html.text(channel.title()));
    fill.put("state", Html.text(state(channel)));
    fill.put("facts", Html.text(facts(channel)));
    fill.put(
        "now",
        Html.text(
            Json.object(json -> {
              channel.writeNow(json);
              channel.writeMore(json);
            })));
    return fill;
  }

  /** A path as the value of a parameter: escaped already, but for what separates parameters. */
  private static String queried(String path) {
    return path.replace("+", "%2B").replace(";", "%3B").replace("=", "%3D");
  }

  private static String state(Channel channel) {
    return switch (channel.state()) {
      case LIVE, INSTEAD -> "On the air";
      case STALLED -> Channel.SILENT;
      case OFF -> "Off the air";
    };
  }

  private static String facts(Channel channel) {
    List<String> labels = channel.qualities().stream().map(Quality::label).toList();
    return String.join(", ", labels);
  }

  private Html songs(Channel channel) {
    StringBuilder songs = new StringBuilder();
    for (Played played : channel.before()) {
      Instant at = Instant.ofEpochMilli(played.at());
      songs.append(
          song.with(
                  Map.of(
                      "at", Html.text(at.toString()),
                      "clock", Html.text(CLOCK.format(at)),
                      "title", Html.text(played.title())))
              .markup());
    }
    return new Html(songs.toString());
  }

  /** Markup for other sites; the name in it is escaped for them. */
  private static String code(Channel channel, String url) {
    return "<iframe src=\""
        + Html.text(url).markup()
        + "\" title=\""
        + Html.text(channel.name()).markup()
        + "\" width=\"100%\" height=\"80\" loading=\"lazy\" style=\"border:0\"></iframe>";
  }
}
