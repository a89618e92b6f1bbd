package io.floe.admin.rendition;

import com.fasterxml.jackson.databind.JsonNode;
import io.floe.admin.rest.Form;
import io.floe.admin.rest.Read;
import io.floe.admin.store.RenditionRow;
import io.floe.wire.audio.MountName;
import io.floe.wire.config.Codec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a body says about a rendition.
 *
 * @param from null: nothing
 * @param to null: nothing
 * @param tenant null: nothing
 * @param edits what it does to the rest, in order
 */
record RenditionForm(
    @Nullable MountName from,
    @Nullable MountName to,
    @Nullable String tenant,
    List<Consumer<RenditionRow>> edits) {

  private static final int MOST_KBITS = 1_000;
  private static final int MOST_HZ = 192_000;

  RenditionForm {
    edits = List.copyOf(edits);
  }

  /**
   * Reads a body.
   *
   * @param whole whether it describes a rendition completely
   * @param fresh whether the rendition is new, so that it needs a name
   */
  static RenditionForm read(@Nullable JsonNode body, boolean whole, boolean fresh) {
    Form form = Form.of(body);
    List<Consumer<RenditionRow>> edits = new ArrayList<>();
    if (whole) {
      edits.add(RenditionForm::clear);
    }
    MountName from = form.value("from", Read::mount, whole);
    if (from != null) {
      edits.add(row -> row.fromMount = from.value());
    }
    MountName to = form.value("to", Read::newMount, fresh);
    String tenant = form.value("tenant", Read::tenant, false);
    Codec codec =
        form.value("codec", Read.oneOf(Map.of("mp3", Codec.MP3, "opus", Codec.OPUS)), whole);
    if (codec != null) {
      edits.add(row -> row.codec = codec);
    }
    Integer bitrate = form.value("bitrate", Read.integer(1, MOST_KBITS), whole);
    if (bitrate != null) {
      edits.add(row -> row.bitrate = bitrate);
    }
    form.optional(
        "sampleRate", Read.integer(1, MOST_HZ), v -> edits.add(row -> row.sampleRate = v));
    form.optional("channels", Read.integer(1, 2), v -> edits.add(row -> row.channels = v));
    form.optional("public", Read::flag, v -> edits.add(row -> row.listed = v));
    form.field("onDemand", Read::flag, v -> edits.add(row -> row.onDemand = v));
    form.shown("sibling", "managed", "state", "reason", "speed", "lagMs", "node");
    form.done();
    return new RenditionForm(from, to, tenant, edits);
  }

  /** Does to that row what the body says. */
  void over(RenditionRow row) {
    edits.forEach(edit -> edit.accept(row));
  }

  /** Nothing of what may be left out. */
  private static void clear(RenditionRow row) {
    row.sampleRate = null;
    row.channels = null;
    row.listed = null;
    row.onDemand = false;
  }
}
