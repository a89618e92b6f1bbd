package io.floe.launcher.database;

import io.floe.launcher.folder.LaunchProblem;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the admin service gets into the database.
 *
 * @param url of JDBC
 * @param user null: as the URL says; so is the password
 */
public record Access(String url, @Nullable String user, @Nullable String password) {

  private static final String URL = "FLOE_DATABASE_URL";
  private static final String USER = "FLOE_DATABASE_USER";
  private static final String PASSWORD = "FLOE_DATABASE_PASSWORD";

  /**
   * The database that the environment names, or empty when Floe is to bring its own.
   *
   * @throws LaunchProblem when it names one half way
   */
  public static Optional<Access> given(Map<String, String> environment) {
    String url = environment.getOrDefault(URL, "");
    if (url.isEmpty()) {
      if (environment.containsKey(USER) || environment.containsKey(PASSWORD)) {
        throw new LaunchProblem(
            "%s or %s is set without %s: set that too, or none of them for Floe's own Postgres."
                .formatted(USER, PASSWORD, URL));
      }
      return Optional.empty();
    }
    if (!url.startsWith("jdbc:postgresql:")) {
      throw new LaunchProblem(
          URL + " is no JDBC URL of a Postgres, like jdbc:postgresql://db.example/floe.");
    }
    return Optional.of(new Access(url, environment.get(USER), environment.get(PASSWORD)));
  }

  /** What the admin service is told. */
  public Map<String, String> environment() {
    Map<String, String> values = new LinkedHashMap<>();
    values.put(URL, url);
    if (user != null) {
      values.put(USER, user);
    }
    if (password != null) {
      values.put(PASSWORD, password);
    }
    return values;
  }

  @Override
  public String toString() {
    return "Access[not shown]";
  }
}
