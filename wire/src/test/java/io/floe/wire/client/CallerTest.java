package io.floe.wire.client;

import static io.floe.wire.client.AddressTest.address;
import static org.assertj.core.api.Assertions.assertThat;

import io.floe.wire.http.RequestHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallerTest {

  private static final CidrSet PROXIES = CidrSet.parse(List.of("10.0.0.0/8", "2001:db8:ffff::/48"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          192.0.2.7                             | 192.0.2.7
          1.2.3.4, 192.0.2.7                    | 192.0.2.7
          1.2.3.4,192.0.2.7 , 10.0.0.9          | 192.0.2.7
          10.9.9.9, 10.0.0.9                    | 10.9.9.9
          192.0.2.7:54321                       | 192.0.2.7
          [2001:db8::7]:54321                   | 2001:db8::7
          [2001:db8::7]                         | 2001:db8::7
          2001:db8::7                           | 2001:db8::7
          ::ffff:192.0.2.7                      | 192.0.2.7
          192.0.2.7, 2001:db8:ffff::1           | 192.0.2.7
          192.0.2.7,,                           | 192.0.2.7
          192.0.2.7, unknown                    | 10.0.0.1
          192.0.2.7, unknown, 10.0.0.9          | 10.0.0.9
          192.0.2.7, localhost                  | 10.0.0.1
          192.0.2.7, 10.0.0.999                 | 10.0.0.1
          "192.0.2.7"                           | 10.0.0.1
          for=192.0.2.7                         | 10.0.0.1
          [192.0.2.7]                           | 10.0.0.1
          [2001:db8::7                          | 10.0.0.1
          192.0.2.7:                            | 10.0.0.1
          ,                                     | 10.0.0.1
          """)
  void xForwardedFor_isWalkedFromTheRight(String header, String client) {
    assertThat(caller("10.0.0.1", "X-Forwarded-For", header).address()).hasToString(client);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      textBlock =
          """
          for=192.0.2.7                                    | 192.0.2.7
          For="192.0.2.7:4711"                             | 192.0.2.7
          for="[2001:db8::7]:4711"                         | 2001:db8::7
          for=1.2.3.4, for=192.0.2.7;proto=http;by=10.0.0.1 | 192.0.2.7
          for=192.0.2.7, for=10.0.0.9                      | 192.0.2.7
          for="unclosed, for=192.0.2.7                     | 192.0.2.7
          for="a\\", for=192.0.2.7                         | 192.0.2.7
          for=192.0.2.7;host="x;for=1.2.3.4;y"             | 192.0.2.7
          host=";;;;;;;;;;;;;;;;;;";for=192.0.2.7          | 192.0.2.7
          host="a\\";for=1.2.3.4;b";for=192.0.2.7        | 192.0.2.7
          for=192.0.2.7;host="x";for=1.2.3.4;y=""          | 10.0.0.1
          host="x";for=1.2.3.4;y="";for=192.0.2.7          | 10.0.0.1
          for=1.2.3.4, for="_secret"                       | 10.0.0.1
          for=1.2.3.4, for=unknown                         | 10.0.0.1
          for=1.2.3.4, proto=https                         | 10.0.0.1
          192.0.2.7                                        | 10.0.0.1
          for=                                             | 10.0.0.1
          ;;;=;                                            | 10.0.0.1
          """)
  void forwarded_isWalkedFromTheRight(String header, String client) {
    assertThat(caller("10.0.0.1", "Forwarded", header).address()).hasToString(client);
  }

  @Test
  void peer_thatIsNoTrustedProxy_isTheClientWhateverItSays() {
    RequestHead head =
        head(
            "X-Forwarded-For",
            "10.0.0.5",
            "Forwarded",
            "for=10.0.0.5",
            "X-Forwarded-Proto",
            "https");
    assertThat(Caller.of(PROXIES, address("192.0.2.66"), head))
        .isEqualTo(new Caller(address("192.0.2.66"), head));
    assertThat(Caller.of(CidrSet.NONE, address("10.0.0.1"), head).address())
        .isEqualTo(address("10.0.0.1"));
  }

  @Test
  void severalHeaders_areOneList() {
    assertThat(
            caller("10.0.0.1", "X-Forwarded-For", "1.2.3.4", "x-forwarded-for", "192.0.2.7")
                .address())
        .hasToString("192.0.2.7");
  }

  @Test
  void forwardedOfTheClient_doesNotOutdoTheProxysHeader() {
    assertThat(
            caller(
                "10.0.0.1",
                "Forwarded",
                "for=1.2.3.4;host=evil;proto=https",
                "X-Forwarded-For",
                "192.0.2.7"))
        .satisfies(caller -> {
          assertThat(caller.address()).hasToString("192.0.2.7");
          assertThat(caller.head().header("Host")).contains("radio.example:80");
          assertThat(caller.head().secure()).isFalse();
        });
  }

  @Test
  void chainOfMoreProxiesThanAnybodyHas_endsSomewhereInIt() {
    String chain = "192.0.2.7" + ", 10.0.0.2".repeat(500);
    assertThat(caller("10.0.0.1", "X-Forwarded-For", chain).address()).hasToString("10.0.0.2");
  }

  @ParameterizedTest
  @CsvSource({
    "https,,radio.example:443,true",
    "HTTPS,,radio.example:443,true",
    "http,,radio.example:80,false",
    "https,other.example:8443,other.example:8443,true",
    "https,'evil.example, other.example',other.example:443,true",
    "https,[2001:db8::1],[2001:db8::1]:443,true",
    "https,a/b,radio.example:443,true",
    "https,'a b',radio.example:443,true",
    ",,radio.example:80,false"
  })
  void hostAndScheme_areThoseThatTheProxySaw(
      String proto, String forwarded, String host, boolean secure) {
    List<String> headers = new ArrayList<>(List.of("X-Forwarded-For", "192.0.2.7"));
    if (proto != null) {
      headers.addAll(List.of("X-Forwarded-Proto", proto));
    }
    if (forwarded != null) {
      headers.addAll(List.of("X-Forwarded-Host", forwarded));
    }
    RequestHead head = caller("10.0.0.1", headers.toArray(new String[0])).head();
    assertThat(head.header("Host")).contains(host);
    assertThat(head.headers()).filteredOn(h -> h.name().equalsIgnoreCase("host")).hasSize(1);
    assertThat(head.secure()).isEqualTo(secure);
  }

  @Test
  void hostAndScheme_ofForwarded_areThoseOfTheSameHop() {
    RequestHead head =
        caller(
                "10.0.0.1",
                "Forwarded",
                "for=1.2.3.4;host=evil, for=192.0.2.7;host=\"other.example:8443\";proto=https,"
                    + "for=10.0.0.9;host=inner;proto=http")
            .head();
    assertThat(head.header("Host")).contains("other.example:8443");
    assertThat(head.secure()).isTrue();
  }

  @Test
  void proxyThatSaysNothing_isTheClientItself() {
    RequestHead head = head();
    assertThat(Caller.of(PROXIES, address("10.0.0.1"), head))
        .isEqualTo(new Caller(address("10.0.0.1"), head));
  }

  @Test
  void whateverAClientWrites_theProxysEntryDecides() {
    Random random = new Random(5);
    String alphabet = "0123456789abcdef.:,;=\"\\[]() \tforunkw_-%\u00e5";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder junk = new StringBuilder();
      for (int n = random.nextInt(60); n > 0; n--) {
        junk.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      boolean usual = random.nextBoolean();
      String own = usual ? "192.0.2.7" : "for=192.0.2.7";
      String name = usual ? "X-Forwarded-For" : "Forwarded";
      assertThat(caller("10.0.0.1", name, junk + ", " + own).address())
          .as(junk.toString())
          .hasToString("192.0.2.7");
      assertThat(caller("10.0.0.1", name, junk.toString(), name, own).address())
          .as(junk.toString())
          .hasToString("192.0.2.7");
    }
  }

  private static Caller caller(String peer, String... headers) {
    return Caller.of(PROXIES, address(peer), head(headers));
  }

  private static RequestHead head(String... headers) {
    List<RequestHead.Header> all = new ArrayList<>();
    all.add(new RequestHead.Header("Host", "radio.example"));
    for (int i = 0; i < headers.length; i += 2) {
      all.add(new RequestHead.Header(headers[i], headers[i + 1]));
    }
    return new RequestHead("GET", "/live", "HTTP", 1, 1, all);
  }
}
