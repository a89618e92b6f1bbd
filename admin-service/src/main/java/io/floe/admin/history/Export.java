package io.floe.admin.history;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Answers in CSV. Pure. */
final class Export {

  /** Lines of one export; older ones are left out. */
  static final int MOST = 50_000;

  static final int PART = 1_000;

  private static final MediaType CSV = MediaType.valueOf("text/csv");

  private Export() {}

  /** Whether it is asked for: by the query, or because it is what the client would rather have. */
  static boolean wanted(@Nullable String format, HttpHeaders headers) {
    if (format != null && !format.isEmpty()) {
      if (!format.equals("csv") && !format.equals("json")) {
        throw io.floe.admin.rest.Refusal.invalid("format", "is csv or json");
      }
      return format.equals("csv");
    }
    List<MediaType> accepted = headers.getAcceptableMediaTypes();
    return !accepted.isEmpty()
        && accepted.getFirst().getType().equals(CSV.getType())
        && accepted.getFirst().getSubtype().equals(CSV.getSubtype());
  }

  /** These lines. */
  static <T extends Views.Row> Response of(String name, List<String> head, List<T> rows) {
    return of(name, head, rows, part -> List.of());
  }

  /**
   * These lines, and those that follow.
   *
   * @param next the part behind the one given; empty: there is none
   */
  static <T extends Views.Row> Response of(
      String name, List<String> head, List<T> first, UnaryOperator<List<T>> next) {
    StreamingOutput body =
        out -> {
          Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
          Csv csv = new Csv(writer);
          csv.line(head);
          int lines = 0;
          for (List<T> part = first; !part.isEmpty() && lines < MOST; part = next.apply(part)) {
            part.forEach(row -> csv.line(row.cells()));
            lines += part.size();
          }
          writer.flush();
        };
    return Response.ok(body, Csv.MEDIA_TYPE)
        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"floe-" + name + ".csv\"")
        .build();
  }
}
