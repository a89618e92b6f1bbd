package io.floe.admin.icecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.floe.wire.audio.Title;
import io.floe.wire.http.RequestHead;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QueryTest {

  private static final List<String> PIECES =
      List.of("mount", "song", "artist", "title", "charset", "=", "&", "%", "%2F", "%ff", "é", "+");

  @Test
  void parameters_areRead_theFirstOfEachName() {
    Query query = query("mount=%2Flive&x&id=7&mount=/other&bad=%zz&=3");
    assertThat(query.mount().value()).isEqualTo("/live");
    assertThat(query.get("id")).isEqualTo("7");
    assertThat(query.find("bad")).isEmpty();
    assertThatThrownBy(() -> query.get("destination"))
        .isInstanceOfSatisfying(
            Fault.class,
            fault -> assertThat(fault.text()).isEqualTo("Missing parameter: destination"));
    assertThatThrownBy(() -> query("mount=live").mount()).isInstanceOf(Fault.class);
  }

  @Test
  void song_winsOverArtistAndTitle() {
    assertThat(title("song=S&artist=A&title=T")).isEqualTo("S");
    assertThat(title("artist=A&title=T")).isEqualTo("A - T");
    assertThat(title("artist=+&title=T")).isEqualTo("T");
    assertThat(title("artist=A&title=")).isEqualTo("A");
    assertThat(title("song=")).isEmpty();
    assertThatThrownBy(() -> title("mount=/live")).isInstanceOf(Fault.class);
  }

  @Test
  void song_isUtf8_orInTheCharsetThatIsNamed_orInThatOfTheMount() {
    assertThat(title("song=%C3%A9")).isEqualTo("é");
    assertThat(title("song=%E9")).isEqualTo("é");
    assertThat(title("song=%E9&charset=windows-1251")).isEqualTo("й");
    assertThat(title("song=%E9&charset=none")).isEqualTo("é");
    assertThat(Songs.title(query("song=%E9"), "windows-1251")).isEqualTo("й");
  }

  @Test
  void anyQuery_isATitleOrAFault() {
    Random random = new Random(20261127);
    for (int i = 0; i < 5_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = random.nextInt(20); j > 0; j--) {
        text.append(
            random.nextInt(4) == 0
                ? String.valueOf((char) random.nextInt(0x300))
                : PIECES.get(random.nextInt(PIECES.size())));
      }
      try {
        String title = title(text.toString());
        assertThat(title).isEqualTo(Title.clean(title));
      } catch (Fault fault) {
        assertThat(fault.status()).isEqualTo(400);
      }
    }
  }

  private static String title(String query) {
    return Songs.title(query(query), "ISO-8859-1");
  }

  private static Query query(String query) {
    return Query.of(new RequestHead("GET", "/admin/x?" + query, "HTTP", 1, 1, List.of()));
  }
}
