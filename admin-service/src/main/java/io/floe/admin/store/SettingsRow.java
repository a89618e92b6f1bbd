package io.floe.admin.store;

import io.floe.wire.audio.MountName;
import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.config.ConfigSnapshot.IcecastPortListeners;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** What holds for the whole platform: the one row of its table. */
@Entity
@Table(name = "settings")
@SuppressWarnings("NullAway.Init") // Hibernate fills it
public class SettingsRow extends PanacheEntityBase {

  private static final short ONLY = 1;

  @Id public short id;
  public long version;
  public @Nullable String publicUrl;
  public String shoutcastMount;

  @Enumerated(EnumType.STRING)
  public IcecastPortListeners icecastPortListeners;

  public String trustedProxies;
  public String managed;

  /** The row as it is now. */
  public static SettingsRow read() {
    return SettingsRow.findById(ONLY);
  }

  /** The row, held until the transaction ends: who waits for it sees what this one has done. */
  public static SettingsRow held() {
    return SettingsRow.findById(ONLY, LockModeType.PESSIMISTIC_WRITE);
  }

  /** The part of a snapshot that stands in this row. */
  public ConfigSnapshot.Builder snapshot() {
    return ConfigSnapshot.EMPTY
        .with()
        .version(version)
        .publicUrl(publicUrl)
        .shoutcastMount(new MountName(shoutcastMount))
        .icecastPortListeners(icecastPortListeners)
        .trustedProxies(Lines.networks(trustedProxies));
  }
}
