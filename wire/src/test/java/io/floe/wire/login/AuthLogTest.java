package io.floe.wire.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.wire.audio.MountName;
import io.floe.wire.client.Address;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthLogTest {

  // The filter that operators have, with fail2ban's own idea of a host in place of <HOST>.
  private static final Pattern FILTER =
      Pattern.compile(
          "^.*level=warning.*Authentication failed for user '.*' from ([0-9A-Fa-f:.]+):.*$");
  private static final Instant AT = Instant.parse("2026-11-22T07:48:11.123Z");

  @TempDir Path folder;

  @Test
  void line_hasTheFormThatFail2banKnows() {
    assertThat(
            AuthLog.line(
                AT, "source", address("192.0.2.7"), "wrong password", new MountName("/live")))
        .isEqualTo(
            "time=\"2026-11-22T07:48:11Z\" level=warning msg=\"Authentication failed for user"
                + " 'source' from 192.0.2.7: wrong password\" mount=\"/live\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x' from 203.0.113.9: y",
        "x' from 203.0.113.9:",
        "a\" level=warning msg=\"Authentication failed for user 'b' from 203.0.113.9: c",
        "a\nlevel=warning Authentication failed for user 'b' from 203.0.113.9: c",
        "\u2019 from 203.0.113.9: ",
        "\\' from 203.0.113.9: ",
        ""
      })
  void hostileUser_cannotPutAnotherAddressIntoTheLine(String user) {
    String line = AuthLog.line(AT, user, address("2001:db8::7"), "wrong password", null);
    Matcher found = FILTER.matcher(line);
    assertThat(found.matches()).as(line).isTrue();
    assertThat(found.group(1)).isEqualTo("2001:db8::7");
    assertThat(line).doesNotContain("\n").hasSizeLessThan(700);
  }

  @Test
  void rotatedFile_isOpenedAnew() throws Exception {
    Path path = folder.resolve("logs/auth.log");
    try (AuthLog log = new AuthLog(path.toString(), 14)) {
      log.failed("a", address("192.0.2.7"), "wrong password", null);
      Awaitility.await()
          .atMost(Duration.ofSeconds(5))
          .until(() -> Files.exists(path) && Files.size(path) > 0);
      Files.move(path, folder.resolve("logs/auth.log.1"));
      log.reopen();
      log.failed("b", address("192.0.2.7"), "wrong password", null);
      Awaitility.await()
          .atMost(Duration.ofSeconds(5))
          .until(() -> Files.exists(path) && Files.size(path) > 0);
      assertThat(Files.readString(path)).contains("user 'b'").doesNotContain("user 'a'");
      assertThat(log.dropped()).isZero();
    }
  }

  private static Address address(String text) {
    return Address.parse(text).orElseThrow();
  }
}
