package io.floe.wire.station;

import io.floe.wire.audio.MountName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the names in a station file point to, which shows only once all of it is read: fallbacks,
 * the mounts that are granted to users, and what renditions are made of. A name that the file does
 * not state may be a mount that is configured otherwise. Confined to one thread.
 */
final class Links {

  /** A mount's fallback, a user's grant, or either end of a rendition. */
  private record Link(Section section, String key, String tenant, MountName target) {}

  private final Map<MountName, String> owners = new HashMap<>();
  private final Map<MountName, Link> fallbacks = new LinkedHashMap<>();
  private final List<Link> grants = new ArrayList<>();
  private final List<Link> inputs = new ArrayList<>();
  private final Map<MountName, Link> outputs = new LinkedHashMap<>();
  private final Map<MountName, MountName> madeOf = new HashMap<>();

  /** Notes whose mount that is. */
  void owner(MountName mount, String tenant) {
    owners.putIfAbsent(mount, tenant);
  }

  /** Notes where the listeners of {@code mount} go. */
  void fallback(Section section, MountName mount, String tenant, MountName target) {
    fallbacks.putIfAbsent(mount, new Link(section, "fallback", tenant, target));
  }

  /** Notes that a user of {@code tenant} has that mount. */
  void grant(Section section, String tenant, MountName mount) {
    grants.add(new Link(section, "mounts", tenant, mount));
  }

  /** Notes that a rendition of {@code tenant} makes {@code to}. */
  void rendition(Section section, String tenant, MountName from, MountName to) {
    if (!from.equals(to)) {
      inputs.add(new Link(section, "from", tenant, from));
      outputs.putIfAbsent(to, new Link(section, "to", tenant, to));
      madeOf.putIfAbsent(to, from);
    }
  }

  /** Notes every mistake there is in them. */
  void check() {
    grants.forEach(this::checkOwner);
    outputs.values().forEach(this::checkOwner);
    checkInputs();
    Set<MountName> seen = new HashSet<>();
    fallbacks.forEach((mount, link) -> {
      checkOwner(link);
      checkCycle(mount, seen);
    });
  }

  private void checkOwner(Link link) {
    Link maker = outputs.get(link.target());
    String owner =
        owners.getOrDefault(link.target(), maker == null ? link.tenant() : maker.tenant());
    if (!owner.equals(link.tenant())) {
      link.section()
          .problem(
              link.key(),
              "names %s, which belongs to the tenant '%s': choose a mount of the same tenant"
                  .formatted(link.target(), owner));
    }
  }

  private void checkInputs() {
    Map<MountName, String> users = new HashMap<>();
    for (Link link : inputs) {
      MountName from = link.target();
      String user = users.putIfAbsent(from, link.tenant());
      MountName before = madeOf.get(from);
      if (before != null) {
        link.section()
            .problem(
                link.key(),
                "names %s, which is itself a rendition: name %s, which it is made of"
                    .formatted(from, before));
      } else if (owners.containsKey(from) || user == null || user.equals(link.tenant())) {
        checkOwner(link);
      } else {
        link.section()
            .problem(
                link.key(),
                "names %s, of which the tenant '%s' has a rendition already: choose a mount of the same tenant"
                    .formatted(from, user));
      }
    }
  }

  /** Follows the chain; a cycle is told once, at the first of its mounts that the file has. */
  private void checkCycle(MountName start, Set<MountName> seen) {
    List<MountName> chain = new ArrayList<>();
    @Nullable Link link = fallbacks.get(start);
    MountName mount = start;
    while (link != null && seen.add(mount)) {
      chain.add(mount);
      mount = link.target();
      link = fallbacks.get(mount);
    }
    int again = chain.indexOf(mount);
    if (again < 0) {
      return;
    }
    List<String> round = new ArrayList<>();
    chain.subList(again, chain.size()).forEach(each -> round.add(each.value()));
    round.add(mount.value());
    Link first = fallbacks.get(mount);
    if (first != null) {
      first
          .section()
          .problem(
              "fallback",
              "goes round in a circle: %s; take one of them out"
                  .formatted(String.join(" to ", round)));
    }
  }
}
