package io.floe.admin.store;

import io.floe.wire.config.Branding;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** How the pages for listeners look: the one row of its table. */
@Entity
@Table(name = "branding")
@SuppressWarnings("NullAway.Init") // Hibernate fills it
public class BrandingRow extends PanacheEntityBase {

  private static final short ONLY = 1;

  @Id public short id;
  public @Nullable String name;
  public @Nullable String tagline;
  public @Nullable String accent;
  public @Nullable String logo;
  public @Nullable String landing;
  public String managed;

  /** The row as it is now. */
  public static BrandingRow read() {
    return BrandingRow.findById(ONLY);
  }

  /** It as it stands in a snapshot. */
  public Branding branding() {
    return new Branding(name, tagline, accent, logo, landing);
  }
}
