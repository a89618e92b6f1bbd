package io.floe.admin.store;

import io.floe.wire.config.Codec;
import io.floe.wire.config.Sibling;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A rendition that every mount of a tenant gets, one column for each component of the record. */
@Entity
@Table(name = "siblings")
@SuppressWarnings("NullAway.Init") // Hibernate fills it
public class SiblingRow extends PanacheEntityBase {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  public long id;

  public long tenantId;
  public String suffix;

  @Enumerated(EnumType.STRING)
  public Codec codec;

  public int bitrate;
  public @Nullable Integer sampleRate;
  public @Nullable Integer channels;
  public boolean onDemand;

  /** Those of a tenant, by suffix. */
  public static List<Sibling> of(long tenantId) {
    return SiblingRow.<SiblingRow>list("tenantId", tenantId).stream()
        .map(SiblingRow::sibling)
        .sorted(Comparator.comparing(Sibling::suffix))
        .toList();
  }

  /**
   * Gives the tenant these siblings and no others.
   *
   * @param siblings each with a suffix of its own
   */
  public static void give(long tenantId, Collection<Sibling> siblings) {
    Map<String, Sibling> missing = new HashMap<>();
    siblings.forEach(sibling -> missing.put(sibling.suffix(), sibling));
    for (SiblingRow row : SiblingRow.<SiblingRow>list("tenantId", tenantId)) {
      Sibling sibling = missing.remove(row.suffix);
      if (sibling == null) {
        row.delete();
      } else {
        row.take(sibling);
      }
    }
    for (Sibling sibling : missing.values()) {
      SiblingRow row = new SiblingRow();
      row.tenantId = tenantId;
      row.take(sibling);
      row.persist();
    }
    SiblingRow.flush();
  }

  /** The sibling that stands in this row. */
  public Sibling sibling() {
    return new Sibling(suffix, codec, bitrate, sampleRate, channels, onDemand);
  }

  private void take(Sibling sibling) {
    suffix = sibling.suffix();
    codec = sibling.codec();
    bitrate = sibling.bitrate();
    sampleRate = sibling.sampleRate();
    channels = sibling.channels();
    onDemand = sibling.onDemand();
  }
}
