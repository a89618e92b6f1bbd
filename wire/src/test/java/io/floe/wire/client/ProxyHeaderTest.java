package io.floe.wire.client;

import static io.floe.wire.client.AddressTest.address;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyHeaderTest {

  private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
  private static final String FOUR =
      SIGNATURE + "2111000c" + "c0000207" + "cb007101" + "d431" + "1f90";
  private static final String SIX =
      SIGNATURE
          + "21210024"
          + "20010db8000000000000000000000007"
          + "20010db8000000000000000000000001"
          + "d4311f90";

  @ParameterizedTest
  @CsvSource({
    "PROXY TCP4 192.0.2.7 203.0.113.1 54321 8000,192.0.2.7",
    "PROXY TCP6 2001:db8::7 2001:db8::1 54321 8000,2001:db8::7",
    "PROXY TCP6 ::ffff:192.0.2.7 2001:db8::1 54321 8000,192.0.2.7",
    "PROXY UNKNOWN,",
    "PROXY UNKNOWN ffff::1 ffff::2 65535 65535,"
  })
  void line_ofVersion1_isRead(String line, String source) {
    assertThat(ProxyHeader.parse(latin1(line + "\r\nGET / HTTP/1.0\r\n\r\n")))
        .isEqualTo(
            new ProxyHeader.Whole(
                Optional.ofNullable(source).map(AddressTest::address), line.length() + 2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PROXY TCP4 192.0.2.7 203.0.113.1 54321\r\n",
        "PROXY TCP4 192.0.2.7 203.0.113.1 54321 8000 9\r\n",
        "PROXY TCP4 192.0.2.7 203.0.113.1 54321 65536\r\n",
        "PROXY TCP4 192.0.2.7 203.0.113.1 -1 8000\r\n",
        "PROXY TCP4  192.0.2.7 203.0.113.1 1 8000\r\n",
        "PROXY TCP4 192.0.2.777 203.0.113.1 1 8000\r\n",
        "PROXY TCP4 2001:db8::7 203.0.113.1 1 8000\r\n",
        "PROXY TCP6 192.0.2.7 2001:db8::1 1 8000\r\n",
        "PROXY TCP4 192.0.2.7 203.0.113.1 54321 8000\n",
        "PROXY TCP4 \r\n",
        "PROXY UNKNOWN\n"
      })
  void line_thatIsBroken_isMalformed(String line) {
    assertThat(ProxyHeader.parse(latin1(line))).isInstanceOf(ProxyHeader.Malformed.class);
  }

  @Test
  void line_thatNeverEnds_isMalformedAfter107Bytes() {
    String endless = "PROXY UNKNOWN " + "x".repeat(93);
    assertThat(ProxyHeader.parse(latin1(endless))).isInstanceOf(ProxyHeader.Malformed.class);
    assertThat(ProxyHeader.parse(latin1(endless.substring(1)))).isEqualTo(new ProxyHeader.Absent());
    assertThat(ProxyHeader.parse(latin1(endless.substring(0, 106))))
        .isEqualTo(new ProxyHeader.Incomplete());
    assertThat(ProxyHeader.parse(latin1(endless.substring(0, 105) + "\r\n")))
        .isEqualTo(new ProxyHeader.Whole(Optional.empty(), 107));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\n\r\n",
        "PROXY /live HTTP/1.1\r\n\r\n",
        "PROXY TCP\r\n",
        "PROXYpassword\r\n",
        "proxy tcp4 192.0.2.7 203.0.113.1 1 2\r\n",
        "\r\nGET / HTTP/1.0\r\n\r\n",
        "\r\n\r\nGET / HTTP/1.0\r\n\r\n",
        "hackme\r\n",
        "\u0016\u0003\u0001"
      })
  void otherBytes_areTheClients(String bytes) {
    assertThat(ProxyHeader.parse(latin1(bytes))).isEqualTo(new ProxyHeader.Absent());
  }

  @Test
  void header_ofVersion2_isRead() {
    assertThat(ProxyHeader.parse(hex(FOUR + "4745"))).isEqualTo(whole("192.0.2.7", 28));
    assertThat(ProxyHeader.parse(hex(SIX))).isEqualTo(whole("2001:db8::7", 52));
    String mapped =
        SIX.replace("20010db8000000000000000000000007", "00000000000000000000ffffc0000207");
    assertThat(ProxyHeader.parse(hex(mapped))).isEqualTo(whole("192.0.2.7", 52));
  }

  @Test
  void header_withMoreThanAddresses_isSkippedWhole() {
    String more = FOUR.replace("2111000c", "21110013") + "03000411223344";
    assertThat(ProxyHeader.parse(hex(more + "47"))).isEqualTo(whole("192.0.2.7", 35));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "20000000", // a health check
        "2011000cc0000207cb007101d4311f90", // the same, with an address that does not count
        "21000000", // no family
        "2100000301020304050607",
        "2112000cc0000207cb007101d4311f90", // UDP
        "21310000" // a path
      })
  void header_thatNamesNobody_leavesThePeer(String rest) {
    ProxyHeader.Result result = ProxyHeader.parse(hex(SIGNATURE + rest));
    assertThat(result).isInstanceOf(ProxyHeader.Whole.class);
    assertThat(((ProxyHeader.Whole) result).source()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1111000cc0000207cb007101d4311f90", // version 1
        "2211000cc0000207cb007101d4311f90", // no such command
        "2111000bc0000207cb007101d4311f", // too short for its addresses
        "2121000cc0000207cb007101d4311f90",
        "21110ff1", // longer than 4096
        "2111ffff"
      })
  void header_thatIsBroken_isMalformed(String rest) {
    assertThat(ProxyHeader.parse(hex(SIGNATURE + rest))).isInstanceOf(ProxyHeader.Malformed.class);
  }

  @Test
  void header_inPieces_isIncompleteUntilItsLastByte() {
    for (byte[] whole :
        List.of(
            bytes(FOUR),
            bytes(SIX),
            bytes(SIGNATURE + "20000000"),
            "PROXY TCP4 192.0.2.7 203.0.113.1 1 2\r\n".getBytes(StandardCharsets.US_ASCII))) {
      for (int length = 0; length < whole.length; length++) {
        assertThat(ProxyHeader.parse(Unpooled.wrappedBuffer(whole, 0, length)))
            .as(length + " bytes")
            .isEqualTo(new ProxyHeader.Incomplete());
      }
      assertThat(ProxyHeader.parse(Unpooled.wrappedBuffer(whole)))
          .isInstanceOf(ProxyHeader.Whole.class);
    }
  }

  @Test
  void anyBytes_areJudgedWithinBounds() {
    Random random = new Random(11);
    List<byte[]> seeds =
        List.of(
            bytes(FOUR),
            bytes(SIX),
            "PROXY TCP4 192.0.2.7 203.0.113.1 1 2\r\n".getBytes(StandardCharsets.US_ASCII),
            "PROXY UNKNOWN\r\n".getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < 50_000; i++) {
      byte[] bytes = seeds.get(random.nextInt(seeds.size())).clone();
      for (int changes = random.nextInt(4); changes > 0; changes--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      bytes = Arrays.copyOf(bytes, random.nextInt(2 * bytes.length));
      int offset = random.nextInt(3);
      ByteBuf all = Unpooled.buffer().writeZero(offset).writeBytes(bytes).skipBytes(offset);
      switch (ProxyHeader.parse(all)) {
        case ProxyHeader.Whole whole ->
            assertThat(whole.length()).isBetween(15, Math.min(bytes.length, ProxyHeader.MAX_BYTES));
        case ProxyHeader.Incomplete incomplete ->
            assertThat(bytes.length).isLessThan(ProxyHeader.MAX_BYTES);
        case ProxyHeader.Malformed malformed -> assertThat(malformed.reason()).isNotBlank();
        case ProxyHeader.Absent absent -> {}
      }
      assertThat(all.readerIndex()).isEqualTo(offset);
    }
  }

  private static ProxyHeader.Whole whole(String source, int length) {
    return new ProxyHeader.Whole(Optional.of(address(source)), length);
  }

  private static ByteBuf latin1(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
  }

  private static ByteBuf hex(String digits) {
    return Unpooled.wrappedBuffer(bytes(digits));
  }

  private static byte[] bytes(String digits) {
    return HexFormat.of().parseHex(digits);
  }
}
