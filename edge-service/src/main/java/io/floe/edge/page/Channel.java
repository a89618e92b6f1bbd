package io.floe.edge.page;

import com.fasterxml.jackson.core.JsonGenerator;
import io.floe.edge.page.RecentTitles.Played;
import io.floe.wire.audio.MountName;
import io.floe.wire.report.ListenUrls;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * What the pages of one mount tell of it. Texts are the station's and hostile. Of one whose
 * listeners somebody is asked about, no more is told than the configuration says, the state and
 * what there is to choose from.
 *
 * @param name of the station, or the mount's where it has none
 * @param url its home page, may be empty
 * @param title what is on, may be empty
 * @param listeners over all edges; {@link #UNTOLD}: not told
 * @param recent titles, the newest first; the first may be the one that is on
 * @param qualities what can be heard of it now, its own stream among them when it has one
 */
record Channel(
    MountName mount,
    State state,
    String name,
    String description,
    String genre,
    String url,
    String title,
    int listeners,
    List<Played> recent,
    List<Quality> qualities) {

  static final int UNTOLD = -1;

  /** What is said of a station whose source is connected and sends nothing; scripts say it too. */
  static final String SILENT = "Silent just now";

  /** Whether there is something to hear. */
  enum State {
    LIVE,
    /** The source is connected, but silent. */
    STALLED,
    /** The mount has no source, but another mount stands in for it. */
    INSTEAD,
    OFF
  }

  /**
   * One stream of the same programme.
   *
   * @param bitrate in kbit/s, 0 when it is not known
   */
  record Quality(MountName mount, String contentType, String format, int bitrate) {

    /** For people. */
    String label() {
      return bitrate > 0 ? format + " \u00b7 " + bitrate + " kbit/s" : format;
    }
  }

  /** The titles before the one that is on. */
  List<Played> before() {
    boolean on =
        state != State.OFF && !recent.isEmpty() && title.startsWith(recent.getFirst().title());
    return on ? recent.subList(1, recent.size()) : recent;
  }

  /** What changes often. */
  void writeNow(JsonGenerator json) throws IOException {
    json.writeStringField("name", name);
    json.writeStringField("state", state.name().toLowerCase(Locale.ROOT));
    json.writeStringField("title", title);
    if (listeners == UNTOLD) {
      json.writeNullField("listeners");
    } else {
      json.writeNumberField("listeners", listeners);
    }
  }

  /** What changes now and then. */
  void writeMore(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("recent");
    for (Played played : recent) {
      json.writeStartObject();
      json.writeStringField("title", played.title());
      json.writeNumberField("at", played.at());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("qualities");
    for (Quality quality : qualities) {
      json.writeStartObject();
      json.writeStringField("path", ListenUrls.escape(quality.mount()));
      json.writeStringField("type", quality.contentType());
      json.writeStringField("label", quality.label());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
