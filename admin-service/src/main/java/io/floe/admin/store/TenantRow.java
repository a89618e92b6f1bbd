package io.floe.admin.store;

import io.floe.wire.config.ConfigSnapshot.Quotas;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** A tenant. */
@Entity
@Table(name = "tenants")
@SuppressWarnings("NullAway.Init") // Hibernate fills it
public class TenantRow extends PanacheEntityBase {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  public long id;

  public String name;
  public @Nullable String sourcePasswordHash;
  public boolean createMounts;
  public @Nullable Integer quotaMounts;
  public @Nullable Integer quotaSources;
  public @Nullable Integer quotaListeners;
  public @Nullable Integer quotaEgress;

  /** Where its days are cut; null: UTC. */
  public @Nullable String timezone;

  public String managed = "";

  /** The tenant of that name. */
  public static @Nullable TenantRow named(String name) {
    return TenantRow.<TenantRow>find("name", name).firstResult();
  }

  /** The tenant of that id, or null. */
  public static @Nullable TenantRow of(@Nullable Long id) {
    return id == null ? null : TenantRow.<TenantRow>findById(id);
  }

  public Quotas quotas() {
    return new Quotas(quotaMounts, quotaSources, quotaListeners, quotaEgress);
  }

  /** Takes these quotas. */
  public void take(Quotas quotas) {
    quotaMounts = quotas.mounts();
    quotaSources = quotas.sources();
    quotaListeners = quotas.listeners();
    quotaEgress = quotas.egress();
  }
}
