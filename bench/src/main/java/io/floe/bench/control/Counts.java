package io.floe.bench.control;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** What a service has counted of its events, by its metrics. */
record Counts(double compositions, double written, double assembled, double bytes) {

  /** So far, at that management port. */
  static Counts of(int port) {
    URI metrics = URI.create("http://127.0.0.1:" + port + "/q/metrics");
    try (HttpClient client = HttpClient.newHttpClient()) {
      String text =
          client
              .send(
                  HttpRequest.newBuilder(metrics).timeout(Duration.ofSeconds(30)).build(),
                  HttpResponse.BodyHandlers.ofString())
              .body();
      return new Counts(
          value(text, "floe_events_compositions_total"),
          value(text, "floe_events_written_total"),
          value(text, "floe_events_assembled_total"),
          value(text, "floe_events_sent_bytes_total"));
    } catch (IOException e) {
      throw new UncheckedIOException("no metrics at " + metrics, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** 0 where the service has no such metric. */
  private static double value(String metrics, String name) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  Counts since(Counts before) {
    return new Counts(
        compositions - before.compositions,
        written - before.written,
        assembled - before.assembled,
        bytes - before.bytes);
  }
}
