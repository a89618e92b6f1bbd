package io.floe.admin.icecast;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * What other programs read of the documents, to the letter (docs/icecast-compat.md 5.4): the golden
 * files of {@link IcecastXmlTest} are what the service writes.
 */
class OtherToolsTest {

  @Test
  void panel_findsWhatItReads() throws Exception {
    Element stats = document("stats");
    Element live = source(stats, "/live");
    assertThat(names(live)).contains("title", "bitrate", "server_type", "listeners");
    assertThat(number(live, "bitrate")).isEqualTo(128);
    assertThat(number(live, "listeners")).isEqualTo(3);

    Element clients = source(document("listclients"), "/live");
    assertThat(number(clients, "listeners")).isPositive();
    for (Element listener : children(clients, "listener")) {
      assertThat(names(listener)).contains("ID", "IP", "UserAgent", "Connected");
      assertThat(number(listener, "Connected")).isNotNegative();
      assertThat(listener.getAttribute("id")).isEqualTo(text(listener, "ID"));
    }
    assertThat(children(clients, "listener")).hasSize(2);
  }

  @Test
  void exporter_findsWhatItReads_andNumbersWhereItWantsThem() throws Exception {
    for (String document : List.of("stats", "stats-of-nothing")) {
      Element stats = document(document);
      assertThat(names(stats))
          .contains("admin", "host", "location", "server_id", "server_start_iso8601");
      for (String gauge : List.of("clients", "listeners", "sources")) {
        assertThat(number(stats, gauge)).as(gauge).isNotNegative();
      }
      for (Element source : children(stats, "source")) {
        assertThat(source.getAttribute("mount")).startsWith("/");
        assertThat(names(source))
            .contains(
                "server_name",
                "server_description",
                "server_type",
                "audio_info",
                "stream_start_iso8601",
                "max_listeners");
        for (String gauge : List.of("listeners", "listener_peak", "total_bytes_read")) {
          assertThat(number(source, gauge)).as(gauge).isNotNegative();
        }
      }
    }
  }

  /** What is not counted is not there: a made-up 0 would be a figure in somebody's dashboard. */
  @Test
  void whatIsNotCounted_isNotThere() throws Exception {
    Element stats = document("stats");
    assertThat(names(stats))
        .doesNotContain(
            "client_connections",
            "connections",
            "file_connections",
            "listener_connections",
            "source_client_connections",
            "source_relay_connections",
            "source_total_connections",
            "stats",
            "stats_connections");
    assertThat(names(source(stats, "/live")))
        .doesNotContain("slow_listeners", "total_bytes_sent", "source_ip", "user_agent");
  }

  private static Element document(String golden) throws Exception {
    try (InputStream in = OtherToolsTest.class.getResourceAsStream("/icecast/" + golden + ".xml")) {
      if (in == null) {
        throw new IOException("no golden file " + golden);
      }
      Document read = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in);
      assertThat(read.getDocumentElement().getTagName()).isEqualTo("icestats");
      return read.getDocumentElement();
    }
  }

  private static Element source(Element stats, String mount) {
    return children(stats, "source").stream()
        .filter(each -> each.getAttribute("mount").equals(mount))
        .findFirst()
        .orElseThrow();
  }

  private static List<Element> children(Element parent, String name) {
    List<Element> found = new ArrayList<>();
    for (Node each = parent.getFirstChild(); each != null; each = each.getNextSibling()) {
      if (each instanceof Element element
          && (name.isEmpty() || element.getTagName().equals(name))) {
        found.add(element);
      }
    }
    return found;
  }

  private static TreeSet<String> names(Element parent) {
    TreeSet<String> names = new TreeSet<>();
    children(parent, "").forEach(each -> names.add(each.getTagName()));
    return names;
  }

  private static String text(Element parent, String name) {
    return children(parent, name).getFirst().getTextContent();
  }

  private static long number(Element parent, String name) {
    return Long.parseLong(text(parent, name));
  }
}
