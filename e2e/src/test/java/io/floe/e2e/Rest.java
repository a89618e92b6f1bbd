package io.floe.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * REST of the admin service, as one user. Any thread.
 *
 * @param authorization the header; empty: none
 */
record Rest(int port, String authorization) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  /** An answer. */
  record Answer(int status, String body) {
    JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (IOException e) {
        throw new UncheckedIOException(body, e);
      }
    }
  }

  JsonNode get(String path) {
    return expect(200, "GET", path, "");
  }

  JsonNode create(String path, String body) {
    return expect(201, "POST", path, body);
  }

  JsonNode patch(String path, String body) {
    return expect(200, "PATCH", path, body);
  }

  void delete(String path) {
    expect(204, "DELETE", path, "");
  }

  /**
   * Asks, whatever the answer.
   *
   * @throws UncheckedIOException when there is none
   */
  Answer ask(String method, String path, String body) {
    return send(method, "/api/v1" + path, body);
  }

  /** One of Icecast's admin pages, which has to be there. */
  String icecast(String page) {
    Answer answer = send("GET", "/admin/" + page, "");
    assertThat(answer.status()).as("%s: %s", page, answer.body()).isEqualTo(200);
    return answer.body();
  }

  private Answer send(String method, String path, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(20))
            .header("Content-Type", "application/json")
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    try {
      HttpResponse<String> response =
          HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private JsonNode expect(int status, String method, String path, String body) {
    Answer answer = ask(method, path, body);
    assertThat(answer.status()).as("%s %s: %s", method, path, answer.body()).isEqualTo(status);
    return answer.json();
  }
}
