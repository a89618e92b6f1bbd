package io.floe.admin.tenant;

import com.fasterxml.jackson.databind.JsonNode;
import io.floe.admin.account.Secrets;
import io.floe.admin.rest.Form;
import io.floe.admin.rest.Read;
import io.floe.wire.config.ConfigSnapshot.Quotas;
import io.floe.wire.config.Sibling;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What a body says about a tenant. Null: nothing.
 *
 * @param hash bcrypt of the source password
 * @param timezone empty: back to UTC
 */
record TenantForm(
    @Nullable String name,
    @Nullable Boolean createMounts,
    @Nullable String hash,
    @Nullable Quotas quotas,
    @Nullable List<Sibling> siblings,
    @Nullable String timezone) {

  /**
   * Reads a body; hashes its password, so not within a transaction.
   *
   * @param whole whether it describes a tenant completely
   * @param fresh whether the tenant is new, so that it needs a name
   */
  static TenantForm read(@Nullable JsonNode body, boolean whole, boolean fresh) {
    Form form = Form.of(body);
    String name = form.value("name", Read::tenant, fresh);
    Boolean createMounts = form.value("createMounts", Read::flag, false);
    String hash = Secrets.read(form, "source");
    AtomicBoolean none = new AtomicBoolean(whole && !form.has("quotas"));
    AtomicReference<@Nullable Quotas> quotas = new AtomicReference<>();
    form.optional(
        "quotas",
        TenantForm::quotas,
        given -> {
          quotas.set(given);
          none.set(given == null);
        });
    AtomicReference<@Nullable List<Sibling>> siblings =
        new AtomicReference<>(whole ? List.of() : null);
    form.optional(
        "siblings", SiblingForm::list, given -> siblings.set(given == null ? List.of() : given));
    AtomicReference<@Nullable String> timezone = new AtomicReference<>(whole ? "" : null);
    form.optional(
        "timezone", Read::timezone, given -> timezone.set(Objects.requireNonNullElse(given, "")));
    form.shown("managed", "sourcePasswordSet");
    form.done();
    return new TenantForm(
        name,
        (createMounts == null && whole) ? Boolean.FALSE : createMounts,
        hash,
        none.get() ? Quotas.NONE : quotas.get(),
        siblings.get(),
        timezone.get());
  }

  private static Quotas quotas(JsonNode value) {
    if (!value.isObject()) {
      throw new IllegalArgumentException("is an object with mounts, sources, listeners, egress");
    }
    value
        .fieldNames()
        .forEachRemaining(field -> {
          if (!java.util.Set.of("mounts", "sources", "listeners", "egress").contains(field)) {
            throw new IllegalArgumentException("has only mounts, sources, listeners, egress");
          }
        });
    return new Quotas(
        quota(value, "mounts"),
        quota(value, "sources"),
        quota(value, "listeners"),
        quota(value, "egress"));
  }

  private static @Nullable Integer quota(JsonNode quotas, String field) {
    JsonNode value = quotas.get(field);
    if (value == null || value.isNull()) {
      return null;
    }
    try {
      return Read.integer(0, Integer.MAX_VALUE).apply(value);
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException("has " + field + ", which " + wrong.getMessage(), wrong);
    }
  }
}
