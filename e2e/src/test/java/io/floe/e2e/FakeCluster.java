package io.floe.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * As much of a Kubernetes API server as a chart asks while it is rendered: Secrets by name. Helm
 * finds it by the file that the build names in {@code KUBECONFIG}. Any thread.
 */
final class FakeCluster {

  private static final Pattern SECRET =
      Pattern.compile("/api/v1/namespaces/[^/]+/secrets/(?<name>[^/]+)");

  private static final String KINDS =
      """
      {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": "v1", "resources": [
        {"name": "secrets", "singularName": "secret", "namespaced": true, "kind": "Secret", "verbs": ["get"]}]}
      """;

  private static final String ABSENT =
      """
      {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound", "code": 404}
      """;

  private static final Map<String, String> SECRETS = new ConcurrentHashMap<>();
  private static final HttpServer SERVER = start();

  private FakeCluster() {}

  /** Makes sure that it is there. */
  static void require() {
    if (SERVER.getAddress().getPort() <= 0) {
      throw new AssertionError("it has no port");
    }
  }

  /** From now on that Secret is there, given as JSON. */
  static void put(String name, String secret) {
    SECRETS.put(name, secret);
  }

  static void remove(String name) {
    SECRETS.remove(name);
  }

  private static HttpServer start() {
    String file = System.getenv("KUBECONFIG");
    if (file == null) {
      throw new AssertionError("set KUBECONFIG to a file that tests may write, as the build does");
    }
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/", FakeCluster::answer);
      Thread.ofPlatform().daemon().start(server::start);
      Files.writeString(
          Path.of(file),
          """
          apiVersion: v1
          kind: Config
          current-context: fake
          contexts: [{name: fake, context: {cluster: fake, user: nobody}}]
          users: [{name: nobody, user: {}}]
          clusters: [{name: fake, cluster: {server: "http://127.0.0.1:%d"}}]
          """
              .formatted(server.getAddress().getPort()));
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    Matcher secret = SECRET.matcher(path);
    String found =
        path.equals("/api/v1")
            ? KINDS
            : secret.matches() ? SECRETS.getOrDefault(secret.group("name"), ABSENT) : ABSENT;
    byte[] body = found.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(found.equals(ABSENT) ? 404 : 200, body.length);
    try (exchange) {
      exchange.getResponseBody().write(body);
    }
  }
}
