package io.floe.wire.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.wire.audio.MountName;
import io.floe.wire.client.Address;
import io.floe.wire.client.CidrSet;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;

class MountTest {

  private final Mount open = Mount.onTheFly(new MountName("/live"));

  @Test
  void mount_thatNamesNobody_refusesNobody() throws Exception {
    assertThat(open.refuses(address("192.0.2.7"), "")).isFalse();
  }

  @Test
  void allowedNetworks_keepOthersOut_andBannedOnesWin() throws Exception {
    Mount mount =
        open.with()
            .allowed(CidrSet.parse(List.of("192.0.2.0/24")))
            .banned(CidrSet.parse(List.of("192.0.2.128/25")))
            .build();
    assertThat(mount.refuses(address("192.0.2.7"), "")).isFalse();
    assertThat(mount.refuses(address("192.0.2.200"), "")).isTrue();
    assertThat(mount.refuses(address("198.51.100.1"), "")).isTrue();
  }

  @Test
  void bannedAgent_isRefusedWhereverItStands_inAnyCase() throws Exception {
    Mount mount = open.with().bannedAgents(List.of("Ripper")).build();
    assertThat(mount.refuses(address("192.0.2.7"), "StreamRIPPER/1.0")).isTrue();
    assertThat(mount.refuses(address("192.0.2.7"), "VLC/3.0")).isFalse();
    assertThat(mount.refuses(address("192.0.2.7"), "")).isFalse();
  }

  @Test
  void builder_keepsWhatIsNotSet() {
    Mount full =
        open.with()
            .passwordHash("h")
            .enabled(false)
            .listed(true)
            .streamName("n")
            .description("d")
            .genre("g")
            .url("u")
            .burst(1)
            .latency(Mount.Latency.LOW)
            .maxListeners(2)
            .takeover(Mount.Takeover.NEVER)
            .sourceTimeoutMs(3)
            .charset("UTF-8")
            .contentType("audio/aac")
            .maxDurationMs(4L)
            .fallback(new MountName("/b"))
            .allowed(CidrSet.parse(List.of("10.0.0.0/8")))
            .banned(CidrSet.parse(List.of("10.0.0.1")))
            .bannedAgents(List.of("x"))
            .auth(
                new UrlAuth(
                    "http://a/?k=secret",
                    null,
                    null,
                    UrlAuth.USUAL_HEADER,
                    0,
                    UrlAuth.WhenDown.DENY,
                    0))
            .build();
    assertThat(full.toString()).as("in a log").doesNotContain("secret");
    assertThat(full.with().build()).isEqualTo(full);
    assertThat(full).hasNoNullFieldsOrProperties();
    assertThat(full.with().name(new MountName("/c")).build().fallback())
        .isEqualTo(new MountName("/b"));
  }

  private static Address address(String text) throws UnknownHostException {
    return Address.of(new java.net.InetSocketAddress(InetAddress.getByName(text), 1));
  }
}
