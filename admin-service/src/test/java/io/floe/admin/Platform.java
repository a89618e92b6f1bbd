package io.floe.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.awaitility.Awaitility;

/** One who talks to the service under test over HTTP. */
final class Platform {

  static final String ADMIN_PASSWORD = "first-admin-password";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final URI base;

  Platform(URI base) {
    this.base = base;
  }

  /** What came back. */
  record Answer(int status, String text, java.net.http.HttpHeaders headers) {
    JsonNode json() {
      try {
        return JSON.readTree(text);
      } catch (IOException e) {
        throw new AssertionError("no JSON: " + text, e);
      }
    }

    String header(String name) {
      return headers.firstValue(name).orElse("");
    }
  }

  static List<String> basic(String user, String password) {
    String pair = user + ":" + password;
    return List.of(
        "Authorization",
        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
  }

  static List<String> admin() {
    return basic("admin", ADMIN_PASSWORD);
  }

  /**
   * Sends a request.
   *
   * @param headers names and values in turn
   * @param body JSON, or null
   */
  Answer call(String method, String path, List<String> headers, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(path.isEmpty() ? base : base.resolve(path))
            .timeout(Duration.ofSeconds(60));
    List<String> all = new ArrayList<>(headers);
    if (body != null && !headers.contains("Content-Type")) {
      all.addAll(List.of("Content-Type", "application/json"));
    }
    if (!all.isEmpty()) {
      request.headers(all.toArray(String[]::new));
    }
    request.method(
        method,
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body));
    try {
      HttpResponse<InputStream> answer =
          http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream in = answer.body()) {
        boolean endless =
            answer.headers().firstValue("content-type").orElse("").startsWith("text/event-stream");
        byte[] text = endless ? firstEvent(in) : in.readAllBytes();
        return new Answer(
            answer.statusCode(), new String(text, StandardCharsets.UTF_8), answer.headers());
      }
    } catch (IOException e) {
      throw new AssertionError(method + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Up to the end of the first event that has data; the rest is not waited for. */
  private static byte[] firstEvent(InputStream in) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (int b; (b = in.read()) >= 0; ) {
      text.write(b);
      String soFar = b == '\n' ? text.toString(StandardCharsets.UTF_8) : "";
      if (soFar.endsWith("\n\n") && soFar.contains("\ndata: ")) {
        break;
      }
    }
    return text.toByteArray();
  }

  Answer get(String path, List<String> headers) {
    return call("GET", path, headers, null);
  }

  /** The names of all items of a list, read page by page. */
  Set<String> names(String path, List<String> headers) {
    Set<String> names = new TreeSet<>();
    String next = "";
    do {
      JsonNode page = get(path + "?limit=200&after=" + next, headers).json();
      page.path("items").forEach(item -> names.add(item.path("name").asText()));
      next = page.path("next").asText("");
    } while (!next.isEmpty());
    return names;
  }

  /** Waits until the first account can log in. */
  Platform ready() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(90))
        .until(() -> get("/api/v1/me", admin()).status() == 200);
    return this;
  }
}
