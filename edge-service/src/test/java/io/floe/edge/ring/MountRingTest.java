package io.floe.edge.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MountRingTest {

  private final AtomicLong nanos = new AtomicLong(5_000_000_000L);
  private final MountRing ring = new MountRing(nanos::get, () -> 1000);
  private final Broadcast source = new Broadcast(1);

  @AfterEach
  void endRing() {
    ring.end();
  }

  @Test
  void append_chunksOfManySizes_areReadBackByteForByte() {
    for (int i = 0; i < 300; i++) {
      ring.append(source.audio(1 + i * 37 % 9000), 0);
    }
    ring.append(source.audio(128 << 10), 0);
    ring.append(source.audio(10), 0);

    assertThat(read(0)).isEqualTo(source.bytes());
    assertThat(ring.newest().end()).isEqualTo(source.bytes().length);
  }

  @Test
  void append_emptyAudio_isNoPiece() {
    ring.append(source.audio(0), 0);

    assertThat(ring.head()).isZero();
  }

  @Test
  void burstStart_enoughAudio_isTheNewestEntryWithThatMuchBehindIt() {
    for (int i = 0; i < 50; i++) {
      ring.append(source.audio(100), 0);
    }

    assertThat(ring.burstStart(1000)).isEqualTo(40);
    assertThat(ring.burstStart(1001)).isEqualTo(39);
    assertThat(ring.burstStart(999)).isEqualTo(40);
    assertThat(ring.burstStart(0)).isEqualTo(50);
  }

  @Test
  void burstStart_tailThatTheOwnerHeldForLong_ages() {
    ring.append(source.audio(100), 2000);

    assertThat(ring.burstStart(100)).as("two seconds old").isZero();
    nanos.addAndGet(1_500_000_000L);
    assertThat(ring.burstStart(100)).as("three and a half seconds old").isEqualTo(ring.head());
  }

  @Test
  void burstStart_tooLittleAudio_isTheOldestEntry() {
    ring.append(source.audio(100, false), 0);
    ring.append(source.audio(100, true), 0);
    ring.append(source.audio(100, false), 0);

    assertThat(ring.burstStart(5000)).isEqualTo(1);
  }

  @Test
  void burstStart_piecesThatAreNoEntry_areNotStartedAt() {
    for (int i = 0; i < 20; i++) {
      ring.append(source.audio(100, i % 7 == 0), 0);
    }

    assertThat(ring.burstStart(250)).isEqualTo(14);
    assertThat(ring.burstStart(600)).isEqualTo(14);
    assertThat(ring.burstStart(601)).isEqualTo(7);
  }

  @Test
  void burstStart_acrossLinks_staysInTheNewest() {
    ring.append(source.header(50), 0);
    for (int i = 0; i < 20; i++) {
      ring.append(source.audio(100), 0);
    }
    ring.append(source.header(60), 0);
    ring.append(source.audio(100), 0);
    ring.append(source.audio(100), 0);

    assertThat(ring.burstStart(1000)).isEqualTo(22);
    assertThat(ring.piece(21).header()).isTrue();
    assertThat(read(0)).isEqualTo(source.bytes());
  }

  @Test
  void burstStart_newestOlderThanThreeSeconds_isTheHead() {
    ring.append(source.audio(5000), 0);
    nanos.addAndGet(3_000_000_000L);
    assertThat(ring.burstStart(1000)).isZero();

    nanos.addAndGet(1);
    assertThat(ring.burstStart(1000)).isEqualTo(1);
  }

  @Test
  void append_headerAsOlderReference_bringsItIntoTheStreamBeforeItsAudio() {
    // A cold edge: header and title come first, whatever their sequence, then the tail.
    source.header(77);
    var header = source.headerBytes();
    var second = new Broadcast(2);
    var headerChunk = second.header(40);
    second.audio(10);
    second.audio(20);
    var tail = second.audio(30);
    ring.append(headerChunk, 0);
    ring.append(tail, 0);

    assertThat(ring.head()).isEqualTo(2);
    assertThat(ring.piece(0).header()).isTrue();
    assertThat(read(0)).hasSize(70).startsWith(second.headerBytes()).endsWith(tail.payload());
    assertThat(header).hasSize(77);
  }

  @Test
  void append_sameHeaderTwice_isInTheStreamOnce() {
    var header = source.header(40);
    ring.append(header, 0);
    ring.append(source.audio(10), 0);
    ring.append(header, 0);
    ring.append(source.audio(10), 0);

    assertThat(read(0)).isEqualTo(source.bytes());
  }

  @Test
  void append_titles_belongToTheAudioThatNamesThem() {
    ring.append(source.audio(10), 0);
    ring.append(source.title("one"), 0);
    ring.append(source.audio(10), 0);
    ring.append(source.title("two"), 0);
    ring.append(source.audio(10), 0);

    assertThat(icy(ring.piece(0).title())).isEqualTo("StreamTitle='';");
    assertThat(icy(ring.piece(1).title())).isEqualTo("StreamTitle='one';");
    assertThat(icy(ring.piece(2).title())).isEqualTo("StreamTitle='two';");
    assertThat(ring.piece(1).title().sameText(ring.piece(2).title())).isFalse();
  }

  @Test
  void append_newEpoch_goesOnBehindTheOldOne() {
    ring.append(source.title("old"), 0);
    ring.append(source.audio(10), 0);
    source.newEpoch();
    ring.append(source.audio(20), 0);
    ring.append(source.title("new"), 0);
    ring.append(source.audio(30), 0);

    assertThat(read(0)).isEqualTo(source.bytes());
    assertThat(ring.piece(1).epoch()).isEqualTo(2);
    assertThat(icy(ring.piece(1).title())).isEqualTo("StreamTitle='';");
    assertThat(icy(ring.piece(2).title())).isEqualTo("StreamTitle='new';");
    assertThat(ring.burstStart(60)).isZero();
  }

  @Test
  void trim_agedAudio_goesButFourBurstsStay() {
    for (int i = 0; i < 100; i++) {
      ring.append(source.audio(100), 0);
    }
    nanos.addAndGet(21_000_000_000L);
    ring.append(source.audio(100), 0);

    assertThat(ring.piece(60)).isNull();
    assertThat(ring.piece(61)).isNotNull(); // 4000 bytes behind it
    assertThat(ring.piece(100)).isNotNull();
  }

  @Test
  void trim_youngAudio_staysUpToEightMebibytes() {
    int chunk = 64 << 10;
    for (int i = 0; i < 200; i++) {
      ring.append(source.audio(chunk), 0);
    }

    assertThat(ring.piece(200 - 127)).isNotNull();
    assertThat(ring.piece(200 - 128)).isNull();
  }

  @Test
  void trim_tinyPieces_areBounded() {
    for (int i = 0; i < MountRing.MAX_PIECES + 10; i++) {
      ring.append(source.audio(1), 0);
    }

    assertThat(ring.piece(9)).isNull();
    assertThat(ring.piece(10)).isNotNull();
    assertThat(ring.piece(ring.head() - 1)).isNotNull();
  }

  @Test
  void ringThatHadManyTinyPieces_keepsNoRoomForThem() {
    for (int i = 0; i < 40_000; i++) {
      ring.append(source.audio(1), 0);
    }
    assertThat(ring.slots()).isEqualTo(1 << 16);
    nanos.addAndGet(21_000_000_000L);
    int before = source.bytes().length;
    for (int i = 0; i < 100; i++) {
      ring.append(source.audio(1_000), 0);
    }
    assertThat(ring.slots()).isLessThanOrEqualTo(1_024);
    assertThat(Arrays.equals(read(40_000), source.last(source.bytes().length - before))).isTrue();
  }

  @Test
  void take_windowsInFlight_keepTheirBytesWhenTheRingLetsGo() {
    ring.append(source.audio(1000), 0);
    byte[] expected = source.bytes();
    Piece old = ring.piece(0);
    ByteBuf window = old.window(0, 1000);
    nanos.addAndGet(30_000_000_000L);
    for (int i = 0; i < 200; i++) {
      ring.append(source.audio(1000), 0);
    }
    nanos.addAndGet(30_000_000_000L);
    ring.append(source.audio(1000), 0);

    assertThat(ring.piece(0)).isNull();
    assertThat(bytes(window)).isEqualTo(expected);
    assertThat(old.window(0, 1000)).isNull();
    assertThat(old.block().held()).isFalse();
  }

  @Test
  void end_withReaders_freesWithTheLast() {
    ring.append(source.audio(1000), 0);
    Block block = ring.piece(0).block();
    assertThat(ring.attach()).isTrue();
    ring.end();
    ring.end();

    assertThat(ring.ended()).isTrue();
    assertThat(block.held()).isTrue();
    assertThat(read(0)).isEqualTo(source.bytes());
    ring.detach();
    assertThat(block.held()).isFalse();
    assertThat(ring.attach()).isFalse();
    assertThatThrownBy(() -> ring.append(source.audio(1), 0))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void titlesAndLinks_noLongerNamed_areFreed() {
    ring.append(source.header(50), 0);
    ring.append(source.title("gone"), 0);
    ring.append(source.audio(1000), 0);
    Piece first = ring.piece(1);
    Block header = first.link().headers();
    Block title = first.title().block();
    for (int i = 0; i < 40; i++) {
      ring.append(source.header(50), 0);
      ring.append(source.title("t" + i), 0);
      nanos.addAndGet(1_000_000_000L);
      ring.append(source.audio(1000), 0);
    }

    assertThat(header.held()).isFalse();
    assertThat(title.held()).isFalse();
    assertThat(Arrays.equals(read(ring.burstStart(1000)), source.last(1000))).isTrue();
  }

  private String icy(Title title) {
    ByteBuf window = Piece.window(title.block(), 0, title.length());
    byte[] block = bytes(window);
    assertThat(block.length).isEqualTo(1 + 16 * (block[0] & 0xff));
    return new String(block, 1, block.length - 1, java.nio.charset.StandardCharsets.UTF_8)
        .replace("\0", "");
  }

  private byte[] read(long from) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (long i = from; i < ring.head(); i++) {
      Piece piece = ring.piece(i);
      out.writeBytes(bytes(piece.window(0, piece.length())));
    }
    return out.toByteArray();
  }

  private static byte[] bytes(ByteBuf window) {
    byte[] bytes = new byte[window.readableBytes()];
    window.getBytes(window.readerIndex(), bytes);
    window.release();
    return bytes;
  }
}
