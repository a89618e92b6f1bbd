package io.floe.admin.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.wire.client.Address;
import io.floe.wire.client.Caller;
import io.floe.wire.http.RequestHead;
import io.floe.wire.http.RequestHead.Header;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whose page a request comes from that does something although it is a GET. */
class BasicGateTest {

  @Test
  void programs_areMeant() {
    assertThat(meant()).isTrue();
    assertThat(meant("User-Agent", "Mozilla/5.0 (compatible; panel)", "Accept", "*/*")).isTrue();
  }

  @Test
  void browsers_areMeant_whenTheySaySo() {
    assertThat(meant("Sec-Fetch-Site", "same-origin", "Accept-Language", "en")).isTrue();
    assertThat(meant("Sec-Fetch-Site", "none", "Accept-Language", "en")).isTrue();
    assertThat(meant("Origin", "https://admin.example", "Accept-Language", "en")).isTrue();
  }

  @Test
  void pagesOfOtherSites_areNot() {
    assertThat(meant("Sec-Fetch-Site", "cross-site")).isFalse();
    assertThat(meant("Sec-Fetch-Site", "same-site")).isFalse();
    assertThat(meant("Origin", "https://evil.example")).isFalse();
    assertThat(meant("Origin", "null")).isFalse();
    assertThat(meant("Origin", "https://evil.example", "Sec-Fetch-Site", "none")).isFalse();
    assertThat(meant("Origin", "https://admin.example", "Sec-Fetch-Site", "cross-site")).isFalse();
  }

  @Test
  void browsers_thatDoNotSay_areNot() {
    assertThat(meant("Accept-Language", "en")).isFalse();
    assertThat(meant("Referer", "http://evil.example/")).isFalse();
  }

  private static boolean meant(String... headers) {
    List<Header> all = new ArrayList<>(List.of(new Header("Host", "admin.example")));
    for (int i = 0; i < headers.length; i += 2) {
      all.add(new Header(headers[i], headers[i + 1]));
    }
    RequestHead head = new RequestHead("GET", "/admin/killsource", "HTTP", 1, 1, all, true);
    return BasicGate.meant(new Caller(Address.UNKNOWN, head));
  }
}
