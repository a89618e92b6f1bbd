package io.floe.wire.station;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever the text, reading it gives a station or problems, each with a line that is there. */
class StationFileFuzzTest {

  private static final int ROUNDS = 3_000;

  private static final String ALPHABET =
      "tenants:mounts name-{}[]\"'&*!|>%@`,#?\n\n  \t\u0000\u00e9/live10s";

  private static final String GOOD =
      """
      publicUrl: https://radio.example/
      shoutcastMount: /live
      icecastPortListeners: redirect
      trustedProxies: [10.0.0.0/8, "::1"]
      bans:
        - 192.0.2.0/24
      branding:
        name: North Radio
        tagline: from the north
        accent: "#1D6F94"
        logo: data:image/png;base64,iVBORw0KGgo=
        landing: |
          # Welcome
          to the north
      prune: false
      tenants:
        - name: north
          sourcePassword: {env: SECRET}
          createMounts: true
          quotas: {mounts: 10, sources: 10, listeners: 5000, egress: 20000}
          users:
            - {name: bob, role: dj, mounts: [/live], password: {env: SECRET}}
            - name: eve
              role: admin
          mounts:
            - name: /live
              password: {env: SECRET}
              public: true
              streamName: North FM
              burst: 65536
              latency: low
              maxListeners: 1000
              takeover: always
              sourceTimeout: 10s
              charset: UTF-8
              contentType: audio/mpeg
              maxDuration: 2h
              fallback: /backup
              allowed: [192.0.2.0/24]
              banned: [192.0.2.7]
              bannedAgents: [curl]
            - {name: /backup, fallback: /last}
            - {name: /last}
          renditions:
            - {from: /live, to: /live.opus, codec: opus, bitrate: 96, channels: 1, public: false}
            - from: /live
              to: /low
              codec: mp3
              bitrate: 32
              sampleRate: 22050
              onDemand: true
          siblings: [{suffix: .mp3, codec: mp3, bitrate: 128}]
        - name: south
          mounts: [{name: /south, enabled: false}]
      """;

  private static final String[] WORDS = {
    "name: /live",
    "fallback: /live",
    "from: /low",
    "to: /live",
    "suffix: .mp3",
    "bitrate: 7",
    "- ",
    "  ",
    "[",
    "{",
    "}",
    "~",
    "true",
    "-1",
    "99999999999999",
    "&a",
    "*a",
    "tenants:",
    "users:",
    "!!java.lang.Object",
    "\u0007",
    "1h",
    "\ud83d",
    "role: admin",
    "? ",
    "<<: *a",
    "|",
    "'",
    "\"",
  };

  @Test
  void goodFile_hasNoProblems() {
    assertThat(read(GOOD).problems()).isEmpty();
  }

  @Test
  void anyBytes_giveStationOrProblems() {
    Random random = new Random(7);
    for (int round = 0; round < ROUNDS; round++) {
      StringBuilder yaml = new StringBuilder();
      int length = random.nextInt(120);
      for (int i = 0; i < length; i++) {
        yaml.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
      }
      check(yaml.toString());
    }
  }

  @Test
  void goodFile_damagedAnywhere_givesStationOrProblems() {
    Random random = new Random(11);
    for (int round = 0; round < ROUNDS; round++) {
      StringBuilder yaml = new StringBuilder(GOOD);
      int wounds = 1 + random.nextInt(4);
      for (int i = 0; i < wounds; i++) {
        int at = random.nextInt(yaml.length());
        switch (random.nextInt(3)) {
          case 0 -> yaml.deleteCharAt(at);
          case 1 -> yaml.insert(at, WORDS[random.nextInt(WORDS.length)]);
          default -> yaml.setCharAt(at, ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
      }
      check(yaml.toString());
    }
  }

  @Test
  void goodFile_withLinesMoved_givesStationOrProblems() {
    Random random = new Random(13);
    for (int round = 0; round < ROUNDS; round++) {
      List<String> lines = new ArrayList<>(GOOD.lines().toList());
      int moves = 1 + random.nextInt(4);
      for (int i = 0; i < moves; i++) {
        String line = lines.get(random.nextInt(lines.size()));
        if (random.nextBoolean()) {
          lines.remove(line);
        }
        lines.add(random.nextInt(lines.size() + 1), line);
      }
      check(String.join("\n", lines));
    }
  }

  private static void check(String yaml) {
    StationFile.Reading reading = read(yaml);
    long lines =
        yaml.chars().filter(each -> each == '\n' || each == '\r' || each > 127).count() + 1;
    reading.problems().forEach(problem -> assertThat(problem.line()).isBetween(1, (int) lines + 1));
  }

  private static StationFile.Reading read(String yaml) {
    return StationFile.read(yaml, Map.of("SECRET", "sesame-open"));
  }
}
