package io.floe.admin.tenant;

import com.fasterxml.jackson.databind.JsonNode;
import io.floe.admin.rest.Form;
import io.floe.admin.rest.Read;
import io.floe.admin.rest.Refusal;
import io.floe.admin.rest.Refusal.Mistake;
import io.floe.wire.config.Codec;
import io.floe.wire.config.RenditionRules;
import io.floe.wire.config.RenditionRules.Wrong;
import io.floe.wire.config.Sibling;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What a body says about the siblings of a tenant. Pure. */
final class SiblingForm {

  private static final Map<String, Codec> CODECS = Map.of("mp3", Codec.MP3, "opus", Codec.OPUS);
  private static final int MOST_KBITS = 1_000;
  private static final int MOST_HZ = 192_000;

  private SiblingForm() {}

  /**
   * Reads the whole list.
   *
   * @throws IllegalArgumentException with a message to be read behind the name of the field
   */
  static List<Sibling> list(JsonNode value) {
    List<Sibling> siblings = Read.list(SiblingForm::one).apply(value);
    if (siblings.size() > RenditionRules.MAX_SIBLINGS) {
      throw new IllegalArgumentException(
          "has at most " + RenditionRules.MAX_SIBLINGS + " entries, not " + siblings.size());
    }
    Set<String> suffixes = new HashSet<>();
    for (Sibling sibling : siblings) {
      if (!suffixes.add(sibling.suffix())) {
        throw new IllegalArgumentException(
            "has the suffix " + sibling.suffix() + " twice: leave out one of them");
      }
    }
    return siblings;
  }

  private static Sibling one(JsonNode value) {
    if (!value.isObject()) {
      throw new IllegalArgumentException("is a list of objects with suffix, codec and bitrate");
    }
    Sibling sibling;
    try {
      sibling = read(Form.of(value));
    } catch (Refusal refused) {
      Mistake first = refused.mistakes().getFirst();
      throw new IllegalArgumentException(wrong(first.field(), first.detail()), refused);
    }
    Wrong found = RenditionRules.wrong(sibling).orElse(null);
    if (found != null) {
      throw new IllegalArgumentException(wrong(found.field(), found.detail()));
    }
    return sibling;
  }

  private static Sibling read(Form form) {
    String suffix = form.value("suffix", Read::line, true);
    Codec codec = form.value("codec", Read.oneOf(CODECS), true);
    Integer bitrate = form.value("bitrate", Read.integer(1, MOST_KBITS), true);
    AtomicReference<@Nullable Integer> sampleRate = new AtomicReference<>();
    form.optional("sampleRate", Read.integer(1, MOST_HZ), sampleRate::set);
    AtomicReference<@Nullable Integer> channels = new AtomicReference<>();
    form.optional("channels", Read.integer(1, 2), channels::set);
    Boolean onDemand = form.value("onDemand", Read::flag, false);
    form.done();
    if (suffix == null || codec == null || bitrate == null) {
      throw new IllegalStateException("what is required is there");
    }
    return new Sibling(
        suffix, codec, bitrate, sampleRate.get(), channels.get(), onDemand != null && onDemand);
  }

  private static String wrong(String field, String detail) {
    return "has an entry whose " + field + " " + detail;
  }
}
