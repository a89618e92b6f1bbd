package io.floe.admin.store;

import io.floe.wire.audio.MountName;
import io.floe.wire.config.Codec;
import io.floe.wire.config.Rendition;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** A rendition, one column for each component of {@link Rendition}. */
@Entity
@Table(name = "renditions")
@SuppressWarnings("NullAway.Init") // Hibernate fills it
public class RenditionRow extends PanacheEntityBase {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  public long id;

  public long tenantId;
  public String fromMount;
  public String toMount;

  @Enumerated(EnumType.STRING)
  public Codec codec;

  public int bitrate;
  public @Nullable Integer sampleRate;
  public @Nullable Integer channels;
  public @Nullable Boolean listed;
  public boolean onDemand;
  public String managed = "";

  /** The rendition that makes the mount of that name, whoever has it. */
  public static @Nullable RenditionRow named(String to) {
    return RenditionRow.<RenditionRow>find("toMount", to).firstResult();
  }

  /** One of those that are made of the mount of that name, whoever has it. */
  public static @Nullable RenditionRow of(String from) {
    return RenditionRow.<RenditionRow>find("fromMount = ?1 order by toMount", from).firstResult();
  }

  /** How many mounts of a tenant are made by renditions and not configured as well. */
  public static long mountsOf(long tenantId) {
    return RenditionRow.count(
        "tenantId = ?1 and toMount not in (select name from MountRow)", tenantId);
  }

  /** The rendition that stands in this row. */
  public Rendition rendition() {
    return new Rendition(
        new MountName(fromMount),
        new MountName(toMount),
        codec,
        bitrate,
        sampleRate,
        channels,
        listed,
        onDemand);
  }

  /** Takes this rendition, names included. */
  public void take(Rendition rendition) {
    fromMount = rendition.from().value();
    toMount = rendition.to().value();
    codec = rendition.codec();
    bitrate = rendition.bitrate();
    sampleRate = rendition.sampleRate();
    channels = rendition.channels();
    listed = rendition.listed();
    onDemand = rendition.onDemand();
  }
}
