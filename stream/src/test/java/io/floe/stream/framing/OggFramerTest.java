package io.floe.stream.framing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.floe.testkit.Mp3Frames;
import io.floe.testkit.OggLinks;
import io.floe.testkit.OggLinks.Link;
import io.floe.testkit.OggPages;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OggFramerTest {

  private final OggLinks links = new OggLinks(1);

  private static Recording run(long seed, byte[]... stream) {
    Random random = new Random(seed);
    Recording heard = new Recording();
    OggFramer framer = new OggFramer();
    byte[] bytes = Mp3Frames.joined(List.of(stream));
    heard.feed(framer, bytes, random, Recording.anyMagnitude(random));
    framer.end(heard);
    assertThat(framer.held()).isZero();
    return heard;
  }

  static Stream<Link> everyCodec() {
    OggLinks links = new OggLinks(2);
    return Stream.of(
        links.vorbis(1, 200),
        links.opus(2, 200),
        links.flac(3, true, 200),
        links.flac(4, false, 200),
        links.speex(5, 0, 200),
        links.speex(6, 2, 200),
        links.unknown(7, 1, 200),
        links.unknown(8, 4, 200),
        links.video(9, 200));
  }

  @ParameterizedTest
  @MethodSource("everyCodec")
  void link_headerAsOne_thenItsPages(Link link) {
    for (long seed = 0; seed < 20; seed++) {
      Recording heard = run(seed, link.bytes());
      assertThat(heard.headers).containsExactly(link.headerBytes());
      assertThat(heard.audio).containsExactlyElementsOf(link.data());
      assertThat(heard.order).startsWith("header");
      assertThat(heard.bytes()).isEqualTo(link.bytes());
      assertThat(heard.skipped).isZero();
      for (int i = 0; i < heard.entries.size(); i++) {
        boolean continued = (link.data().get(i)[5] & 1) != 0;
        assertThat(heard.entries.get(i)).isEqualTo(!continued);
      }
      assertThat(heard.entries).contains(true, false);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
  void chain_eachLinkAnnouncesHeaderAndTitle(long seed) {
    Link one = links.vorbis(1, 50, "TITLE=One", "ARTIST=First");
    Link two = links.opus(2, 50, "artist=Zweite", "title=Zwei");
    Link same = links.opus(2, 50, "Title=Drei");
    Link untitled = links.flac(3, true, 50);
    Link last = links.video(4, 50, "TITLE=Film");
    Recording heard =
        run(seed, one.bytes(), two.bytes(), same.bytes(), untitled.bytes(), last.bytes());
    assertThat(heard.headers)
        .containsExactly(
            one.headerBytes(),
            two.headerBytes(),
            same.headerBytes(),
            untitled.headerBytes(),
            last.headerBytes());
    assertThat(heard.order.stream().filter(word -> !word.equals("audio") && !word.equals("more")))
        .containsExactly(
            "header",
            "title:First - One",
            "header",
            "title:Zweite - Zwei",
            "header",
            "title:Drei",
            "header",
            "title:",
            "header",
            "title:Film");
    assertThat(heard.order.indexOf("title:Drei"))
        .isEqualTo(heard.order.indexOf("title:") - 1 - same.data().size() - 1);
    assertThat(heard.skipped).isZero();
  }

  @Test
  void title_fromEachCodec_isFound() {
    String[] comments = {"DATE=2020", "TITLE=Das Stück", "ARTIST=Ö", "ARTIST=Ü", "X"};
    for (Link link :
        List.of(
            links.vorbis(1, 9, comments),
            links.opus(1, 9, comments),
            links.flac(1, true, 9, comments),
            links.flac(1, false, 9, comments),
            links.speex(1, 1, 9, comments),
            links.video(1, 9, comments))) {
      assertThat(run(1, link.bytes()).order).contains("title:Ö, Ü - Das Stück");
    }
  }

  @Test
  void title_tooLongOrHostile_isCutAndCleaned() {
    Link link = links.opus(1, 9, "TITLE=a\r\nb" + "\uD83C\uDFB5".repeat(3000));
    String title = run(1, link.bytes()).order.get(1);
    assertThat(title).startsWith("title:a  b\uD83C\uDFB5");
    assertThat(title.getBytes(UTF_8)).hasSizeBetween(4000, 4086);
  }

  @Test
  void comments_withLengthsThatLie_giveNoTitle() {
    Random random = new Random(5);
    for (int i = 0; i < 500; i++) {
      Link link = links.opus(1, 3, "TITLE=Lies", "ARTIST=None");
      byte[] tags = link.header().get(1).clone();
      for (int j = 0; j < 3; j++) {
        tags[36 + random.nextInt(tags.length - 36)] = (byte) random.nextInt(256);
      }
      Recording heard =
          run(i, link.header().getFirst(), OggPages.resealed(tags), Mp3Frames.joined(link.data()));
      assertThat(heard.headers).hasSize(1);
      assertThat(heard.audio).containsExactlyElementsOf(link.data());
    }
  }

  @Test
  void garbage_anywhere_isSkippedAndNothingElse() {
    Link one = links.vorbis(1, 60);
    Link two = links.opus(2, 60);
    for (int seed = 1; seed < 60; seed++) {
      Random random = new Random(seed);
      List<byte[]> stream = new ArrayList<>();
      int garbage = 0;
      for (byte[] page : one.pages()) {
        stream.add(page);
        if (random.nextInt(5) == 0) {
          byte[] bytes = new byte[1 + random.nextInt(2000)];
          random.nextBytes(bytes);
          stream.add(bytes);
          garbage += bytes.length;
        }
      }
      stream.addAll(two.pages());
      Recording heard = run(seed, Mp3Frames.joined(stream));
      assertThat(heard.headers).containsExactly(one.headerBytes(), two.headerBytes());
      assertThat(heard.audio).hasSize(one.data().size() + two.data().size());
      assertThat(heard.skipped).isEqualTo(garbage);
    }
  }

  @Test
  void brokenPage_isLeftOutAlone() {
    Link link = links.vorbis(1, 60);
    for (int broken = 0; broken < link.data().size(); broken++) {
      List<byte[]> pages = new ArrayList<>(link.data());
      byte[] page = pages.get(broken).clone();
      page[page.length - 1] ^= 0x10;
      pages.set(broken, page);
      Recording heard = run(broken, link.headerBytes(), Mp3Frames.joined(pages));
      pages.remove(broken);
      assertThat(heard.audio).containsExactlyElementsOf(pages);
      assertThat(heard.skipped).isEqualTo(page.length);
    }
  }

  @Test
  void tornPage_doesNotSwallowTheNext() {
    Link link = links.vorbis(1, 60);
    byte[] torn = Arrays.copyOf(link.data().get(3), 100);
    List<byte[]> rest = link.data().subList(4, link.data().size());
    Recording heard = run(1, link.headerBytes(), torn, Mp3Frames.joined(rest));
    assertThat(heard.audio).containsExactlyElementsOf(rest);
    assertThat(heard.skipped).isEqualTo(100);
  }

  @Test
  void brokenHeaderPage_doesNotStopTheLink() {
    Link link = links.vorbis(1, 60);
    for (int broken = 1; broken < link.header().size(); broken++) {
      List<byte[]> pages = new ArrayList<>(link.header());
      pages.remove(broken);
      Recording heard = run(broken, Mp3Frames.joined(pages), Mp3Frames.joined(link.data()));
      assertThat(heard.headers).containsExactly(Mp3Frames.joined(pages));
      assertThat(heard.audio).containsExactlyElementsOf(link.data());
    }
  }

  @Test
  void lastHeaderPage_holdingAudioToo_staysHeader() {
    Link link = links.opus(1, 60);
    OggPages pages = new OggPages(1);
    byte[] first = pages.bos("OpusHead-----------".getBytes(UTF_8));
    byte[] tags =
        Mp3Frames.joined(List.of("OpusTags".getBytes(UTF_8), OggLinks.comments("TITLE=T")));
    byte[] mixed = pages.page(960, tags, new byte[] {-4, 1, 2});
    Recording heard = run(1, first, mixed, Mp3Frames.joined(link.data()));
    assertThat(heard.headers).containsExactly(Mp3Frames.joined(List.of(first, mixed)));
    assertThat(heard.audio).containsExactlyElementsOf(link.data());
    assertThat(heard.order).startsWith("header", "title:T", "audio");
  }

  @Test
  void streamsBegunOneAfterTheOther_beforeAnyData_areOneLink() {
    Link one = links.vorbis(1, 10);
    Link two = links.opus(2, 10, "TITLE=Two");
    byte[] header = Mp3Frames.joined(List.of(one.headerBytes(), two.headerBytes()));
    Recording heard = run(1, header, Mp3Frames.joined(one.data()), Mp3Frames.joined(two.data()));
    assertThat(heard.headers).containsExactly(header);
    assertThat(heard.order).contains("title:Two");
    assertThat(heard.skipped).isZero();
  }

  @Test
  void headerPage_behindTheFirstData_isNoEntry() {
    Link one = links.vorbis(1, 10);
    Link two = links.opus(2, 10);
    byte[] header = Mp3Frames.joined(List.of(one.headerBytes(), two.header().getFirst()));
    byte[] late = two.header().get(1);
    Recording heard = run(1, header, one.data().getFirst(), late, Mp3Frames.joined(two.data()));
    assertThat(heard.headers).containsExactly(header);
    assertThat(heard.audio.get(1)).isEqualTo(late);
    assertThat(heard.entries).startsWith(true, false, true);
  }

  @Test
  void moreStreamsThanAnyoneSends_endTheSource() {
    Recording heard = new Recording();
    OggFramer framer = new OggFramer();
    for (int serial = 0; serial < 40; serial++) {
      byte[] first = new OggPages(serial).bos("OpusHead-----------".getBytes(UTF_8));
      framer.push(first, 0, first.length, heard);
    }
    assertThat(heard.failure).contains("32 streams");
    assertThat(heard.emitted.size()).isZero();
  }

  @Test
  void linkWithoutData_isLeftOut() {
    Link empty = links.vorbis(1, 10, "TITLE=Never");
    Link link = links.vorbis(1, 10, "TITLE=Heard");
    Recording heard = run(1, empty.headerBytes(), link.bytes(), empty.headerBytes());
    assertThat(heard.headers).containsExactly(link.headerBytes());
    assertThat(heard.order).doesNotContain("title:Never");
    assertThat(heard.skipped).isEqualTo(2L * empty.headerBytes().length);
  }

  @Test
  void streamWithoutItsBeginning_isSkippedUntilOneBegins() {
    Link torn = links.vorbis(1, 30);
    Link link = links.vorbis(2, 30);
    byte[] data = Mp3Frames.joined(torn.data());
    Recording heard = run(1, data, link.bytes());
    assertThat(heard.bytes()).isEqualTo(link.bytes());
    assertThat(heard.skipped).isEqualTo(data.length);
  }

  @Test
  void headers_overOneMebibyte_endTheSource() {
    OggPages pages = new OggPages(1);
    OggFramer framer = new OggFramer();
    Recording heard = new Recording();
    byte[] bos = pages.bos("OpusHead-----------".getBytes(UTF_8));
    heard.feed(framer, bos, new Random(1), 100);
    byte[] tags = new byte[(1 << 20) + 5000];
    System.arraycopy("OpusTags".getBytes(UTF_8), 0, tags, 0, 8);
    byte[] more = Mp3Frames.joined(pages.pages(List.of(tags), 255, 0, 0));
    heard.feed(framer, more, new Random(2), 10_000);
    heard.feed(framer, more, new Random(3), 10_000);
    framer.end(heard);
    assertThat(heard.failure).contains("1 MiB");
    assertThat(heard.audio).isEmpty();
    assertThat(heard.headers).isEmpty();
    assertThat(framer.footprint()).isZero();
  }

  @Test
  void bytesThatAreNotOgg_passThrough() {
    byte[] other = new byte[100_000];
    new Random(1).nextBytes(other);
    assertThat(run(1, other).bytes()).isEqualTo(other);
  }

  @Test
  void firstPageOfGreatestLength_isFound() {
    OggPages pages = new OggPages(1);
    byte[] first = pages.bos("?-----------".getBytes(UTF_8));
    byte[] packet = new byte[255 * 255 - 1];
    byte[] big = pages.page(960, packet);
    assertThat(big.length).isEqualTo(65_306);
    byte[] whole = Mp3Frames.joined(pages.pages(List.of(new byte[70_000]), 255, 1, 1));
    Recording heard = run(1, first, big, whole);
    assertThat(heard.audio.getFirst()).isEqualTo(big);
    assertThat(heard.audio.get(1)).hasSize(65_307);
    assertThat(heard.entries).containsExactly(true, true, false);
  }
}
