package io.floe.ingest.source;

import io.floe.wire.audio.MountName;
import io.floe.wire.http.RequestHead;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The password of a SHOUTcast source, which may say more: {@code password}, {@code user:password},
 * {@code /mount:password}, each with {@code :#sid} at the end as newer encoders send it (the sid
 * says nothing here). Pure.
 *
 * @param mount named by the line, or empty for the configured one
 * @param options what the password may be: a colon may also be part of it
 */
record PasswordLine(Optional<MountName> mount, List<Credentials> options) {

  private static final String ANY_USER = "source";

  PasswordLine {
    options = List.copyOf(options);
  }

  /** Reads a line, one char per byte. */
  static PasswordLine read(String line) {
    String said = line.replaceFirst(":#[0-9]*$", "");
    int colon = said.indexOf(':');
    if (said.startsWith("/") && colon > 0) {
      byte[] name = said.substring(0, colon).getBytes(StandardCharsets.ISO_8859_1);
      Optional<MountName> mount =
          MountName.parse(RequestHead.text(name, StandardCharsets.ISO_8859_1));
      if (mount.isPresent()) {
        return new PasswordLine(mount, options(said.substring(colon + 1)));
      }
    }
    return new PasswordLine(Optional.empty(), options(said));
  }

  private static List<Credentials> options(String said) {
    List<Credentials> options = new ArrayList<>();
    options.add(Credentials.latin1(ANY_USER, said));
    int colon = said.indexOf(':');
    if (colon >= 0) {
      options.add(Credentials.latin1(said.substring(0, colon), said.substring(colon + 1)));
    }
    return options;
  }
}
