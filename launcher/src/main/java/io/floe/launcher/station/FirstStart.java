package io.floe.launcher.station;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.floe.launcher.folder.DataFolder;
import io.floe.launcher.folder.LaunchProblem;
import io.floe.launcher.folder.Passwords;
import io.floe.wire.audio.MountName;
import io.floe.wire.config.ConfigSnapshot;
import io.floe.wire.station.PasswordRules;
import io.floe.wire.station.Station;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The passwords of a data folder's first start. The admin service makes the first accounts with
 * them if its database has none. They are kept until the platform was ready and they were told, so
 * that a start that was cut short does not leave accounts behind that nobody has the password of.
 *
 * @param passwords by the variable that gives them to the admin service; all of them
 * @param untold variables whose password somebody has to be told: neither the environment nor the
 *     station file gives it
 */
public record FirstStart(Map<String, String> passwords, List<String> untold) {

  public static final String ADMIN = "admin";
  public static final String TENANT = "default";
  public static final MountName LIVE = new MountName("/live");

  private static final String ADMIN_VARIABLE = "FLOE_ADMIN_PASSWORD";
  private static final String SOURCE_VARIABLE = "FLOE_SOURCE_PASSWORD";
  private static final String LIVE_VARIABLE = "FLOE_LIVE_PASSWORD";

  /** Variables that give the passwords. Only the admin service gets to see them. */
  public static final List<String> VARIABLES =
      List.of(ADMIN_VARIABLE, SOURCE_VARIABLE, LIVE_VARIABLE);

  private static final JsonMapper JSON = JsonMapper.builder().build();

  public FirstStart {
    passwords = Map.copyOf(passwords);
    untold = List.copyOf(untold);
  }

  /**
   * The first start of that folder, or empty when it is behind us. Passwords that an earlier try
   * has made are used again.
   *
   * @throws LaunchProblem when the environment gives one that cannot be used
   */
  public static Optional<FirstStart> of(
      DataFolder folder, Map<String, String> environment, Station station) {
    Map<String, String> given = given(environment);
    if (Files.exists(folder.started())) {
      return Optional.empty();
    }
    Map<String, String> made = new LinkedHashMap<>(earlier(folder));
    VARIABLES.forEach(variable -> made.computeIfAbsent(variable, _ -> Passwords.generate()));
    try {
      DataFolder.write(folder.firstStart(), JSON.writeValueAsBytes(made));
    } catch (IOException e) {
      throw DataFolder.unwritable(folder.firstStart(), e);
    }
    List<String> untold = new ArrayList<>(VARIABLES);
    untold.removeAll(given.keySet());
    if (sourceStated(station)) {
      untold.remove(SOURCE_VARIABLE);
    }
    if (liveStated(station)) {
      untold.remove(LIVE_VARIABLE);
    }
    made.putAll(given);
    return Optional.of(new FirstStart(made, untold));
  }

  /**
   * Those that the environment gives.
   *
   * @throws LaunchProblem when one cannot be used
   */
  public static Map<String, String> given(Map<String, String> environment) {
    Map<String, String> given = new LinkedHashMap<>();
    for (String variable : VARIABLES) {
      String password = environment.getOrDefault(variable, "");
      if (password.isEmpty()) {
        continue;
      }
      String problem = PasswordRules.problemOf(password);
      if (problem != null) {
        throw new LaunchProblem(variable + " cannot be used: " + problem + ".");
      }
      given.put(variable, password);
    }
    return given;
  }

  /**
   * What to print once, and never again: the passwords that work and that nobody has been told.
   * Empty when there are none, as with a database that had accounts before this folder was there.
   */
  public List<String> lines(ConfigSnapshot snapshot) {
    List<String> lines = new ArrayList<>();
    if (works(ADMIN_VARIABLE, adminHash(snapshot))) {
      lines.add("  Admin User:          " + ADMIN);
      lines.add("  Admin Password:      " + passwords.get(ADMIN_VARIABLE));
    }
    if (works(SOURCE_VARIABLE, sourceHash(snapshot))) {
      lines.add("  Default Source Pass: " + passwords.get(SOURCE_VARIABLE));
    }
    livePassword(snapshot).ifPresent(live -> lines.add("  Mount /live Pass:    " + live));
    if (!lines.isEmpty()) {
      lines.addFirst("FIRST RUN: SECURE CREDENTIALS GENERATED");
    }
    return lines;
  }

  /** The password of {@code /live}, if it is one to tell and it works. */
  public Optional<String> livePassword(ConfigSnapshot snapshot) {
    return works(LIVE_VARIABLE, snapshot.settings(LIVE).passwordHash())
        ? Optional.ofNullable(passwords.get(LIVE_VARIABLE))
        : Optional.empty();
  }

  /** Notes that they were told, and forgets them. */
  public static void over(DataFolder folder) {
    DataFolder.write(folder.started(), new byte[0]);
    try {
      Files.deleteIfExists(folder.firstStart());
    } catch (IOException e) {
      throw DataFolder.unwritable(folder.firstStart(), e);
    }
  }

  @Override
  public String toString() {
    return "FirstStart[secrets not shown]";
  }

  private boolean works(String variable, @Nullable String hash) {
    String password = passwords.get(variable);
    return untold.contains(variable)
        && password != null
        && hash != null
        && Passwords.matches(password, hash);
  }

  private static @Nullable String adminHash(ConfigSnapshot snapshot) {
    return snapshot.admins().stream()
        .filter(admin -> admin.name().equals(ADMIN))
        .findFirst()
        .map(ConfigSnapshot.Account::passwordHash)
        .orElse(null);
  }

  private static @Nullable String sourceHash(ConfigSnapshot snapshot) {
    return snapshot.tenants().stream()
        .filter(tenant -> tenant.name().equals(TENANT))
        .findFirst()
        .map(ConfigSnapshot.Tenant::sourcePasswordHash)
        .orElse(null);
  }

  private static boolean sourceStated(Station station) {
    return station
        .tenant(TENANT)
        .map(tenant -> tenant.sourcePassword() != null)
        .orElse(station.prune());
  }

  private static boolean liveStated(Station station) {
    return station
        .tenant(TENANT)
        .flatMap(tenant -> tenant.mount(LIVE))
        .map(mount -> mount.password() != null)
        .orElse(station.states(LIVE) || station.prune());
  }

  private static Map<String, String> earlier(DataFolder folder) {
    return DataFolder.read(folder.firstStart())
        .map(bytes -> {
          try {
            return JSON.readValue(bytes, new TypeReference<Map<String, String>>() {});
          } catch (IOException e) {
            throw new LaunchProblem(
                folder.firstStart()
                    + " is damaged: remove the data folder and start anew, there is nothing in it yet.",
                e);
          }
        })
        .orElse(Map.of());
  }
}
