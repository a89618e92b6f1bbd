package io.floe.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.floe.testkit.RawClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the Icecast port answers to those who are no encoder. */
class RequestsTest {

  @TempDir static Path folder;
  private static Station station;

  @BeforeAll
  static void start() {
    station = new Station(folder);
  }

  @AfterAll
  static void stop() {
    station.close();
  }

  @Test
  void listener_isSentToAnEdgeWithItsQuery() {
    RawClient.Response response =
        once("GET /live.mp3?token=a%20b HTTP/1.1\r\nHost: h:8000\r\n\r\n");
    assertThat(response.status()).isEqualTo(302);
    assertThat(response.header("Location"))
        .contains("http://edge.example:8080/live.mp3?token=a%20b");
  }

  @Test
  void head_getsTheSameHeadersAndNoBody() {
    try (RawClient client = station.client()) {
      String head =
          client.send("HEAD /status-json.xsl HTTP/1.1\r\nConnection: close\r\n\r\n").head();
      assertThat(head).startsWith("HTTP/1.1 200 OK\r\n").contains("Content-Length: 15\r\n");
      assertThat(client.toClose()).isEmpty();
    }
  }

  @Test
  void pages_areShown() {
    RawClient.Response page = once("GET /status-json.xsl HTTP/1.0\r\n\r\n");
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.text()).isEqualTo("{\"icestats\":{}}");
    assertThat(page.header("Content-Type")).contains("application/json");
    assertThat(page.header("Server")).contains("Floe");
    assertThat(page.header("Date")).isPresent();
  }

  @Test
  void whatIsNotThere_isSaid() {
    assertThat(once("GET /a//b HTTP/1.0\r\n\r\n").status()).isEqualTo(404);
    assertThat(once("GET /player/live HTTP/1.0\r\n\r\n").status()).isEqualTo(404);
    assertThat(once("GET * HTTP/1.0\r\n\r\n").status()).isEqualTo(400);
    RawClient.Response noEdge = once("GET /nowhere HTTP/1.0\r\n\r\n");
    assertThat(noEdge.status()).isEqualTo(503);
    assertThat(noEdge.text()).contains("No edge is up");
    RawClient.Response admin = once("GET /admin/stats HTTP/1.0\r\n" + Station.ADMIN + "\r\n");
    assertThat(admin.status()).isEqualTo(503);
    assertThat(admin.header("Retry-After")).isPresent();
    assertThat(admin.text()).contains("No admin service is up");
    assertThat(once("POST /admin/killsource HTTP/1.0\r\n\r\n").status()).isEqualTo(503);
  }

  @Test
  void pageThatFails_isA500AndTheConnectionGoesOn() {
    try (RawClient client = station.client()) {
      assertThat(client.send("GET /status.xsl HTTP/1.1\r\n\r\n").response().status())
          .isEqualTo(500);
      assertThat(client.send("GET /status-json.xsl HTTP/1.1\r\n\r\n").response().status())
          .isEqualTo(200);
    }
  }

  @Test
  void pipelinedRequests_areAnsweredInOrder() {
    try (RawClient client = station.client()) {
      client.send(
          "OPTIONS /x HTTP/1.1\r\n\r\n"
              + "GET /admin/metadata?mode=updinfo&mount=/none&song=x HTTP/1.1\r\n"
              + Station.DEFAULT
              + "\r\n"
              + "GET /one HTTP/1.1\r\n\r\n\r\n"
              + "GET /status-json.xsl HTTP/1.1\r\nConnection: close\r\n\r\n"
              + "GET /never HTTP/1.1\r\n\r\n");
      assertThat(client.response().status()).isEqualTo(204);
      assertThat(client.response().status()).isEqualTo(400);
      assertThat(client.response().header("Location")).contains("http://edge.example:8080/one");
      assertThat(client.response().header("Connection")).contains("Close");
      assertThat(client.toClose()).isEmpty();
    }
  }

  @Test
  void http10_staysOpenOnlyWhenAsked() {
    try (RawClient client = station.client()) {
      client.send("GET /x HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n");
      assertThat(client.response().head()).startsWith("HTTP/1.0 302").contains("Keep-Alive");
      client.send("GET /x HTTP/1.0\r\n\r\n");
      assertThat(client.response().head()).contains("Connection: Close");
      assertThat(client.toClose()).isEmpty();
    }
  }

  @Test
  void clientThatClosesItsHalf_stillGetsItsAnswer() {
    try (RawClient client = station.client()) {
      client
          .send(
              "GET /admin/metadata?mode=updinfo&mount=/none&song=x HTTP/1.1\r\n"
                  + Station.DEFAULT
                  + "\r\n")
          .finish();
      assertThat(new String(client.toClose(), StandardCharsets.ISO_8859_1))
          .startsWith("HTTP/1.1 400 ");
    }
  }

  @Test
  void formThatIsTooLongOrChunked_isRefused() {
    assertThat(once("POST /admin/metadata HTTP/1.1\r\nContent-Length: 9000\r\n\r\n").status())
        .isEqualTo(413);
    assertThat(once("POST /admin/metadata HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n").status())
        .isEqualTo(411);
  }

  @Test
  void redirect_cannotBeMadeToCarryAnotherHeader() {
    RawClient.Response response = once("GET /x?a=%0d%0aSet-Cookie:b\u00e9\u0085 HTTP/1.0\r\n\r\n");
    assertThat(response.header("Location"))
        .contains("http://edge.example:8080/x?a=%0d%0aSet-Cookie:b%E9%85");
    assertThat(response.header("Set-Cookie")).isEmpty();
  }

  private static RawClient.Response once(String request) {
    try (RawClient client = station.client()) {
      return client.send(request).response();
    }
  }
}
