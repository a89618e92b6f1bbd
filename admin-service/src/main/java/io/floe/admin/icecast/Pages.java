package io.floe.admin.icecast;

import io.floe.admin.rest.Problems;
import io.floe.admin.rest.Refusal;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;

/** Answers in the shapes of Icecast: docs/icecast-compat.md 5. Threads: any. */
@Singleton
final class Pages {

  static final String XML = "text/xml; charset=utf-8";
  static final String HTML = "text/html; charset=utf-8";
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final int CAUSES = 16;

  private final Problems problems;

  Pages(Problems problems) {
    this.problems = problems;
  }

  static Response xml(String document) {
    return answer(200, XML, document).build();
  }

  /** What came of a command. */
  static Response outcome(String message, boolean done) {
    return xml(IcecastXml.response(message, done));
  }

  /** A page that says that something was done. */
  static Response page(String message) {
    return answer(
            200,
            HTML,
            "<html><head><title>Admin request successful</title></head><body><p>"
                + escaped(message)
                + "</p></body></html>\r\n")
        .build();
  }

  /** Whatever went wrong; what nobody expected goes to the log. */
  Response failed(Throwable failure) {
    Throwable cause = failure;
    for (int i = 0; cause != null && i < CAUSES; i++, cause = cause.getCause()) {
      if (cause instanceof Fault fault) {
        return error(fault.status(), fault.text()).build();
      }
      if (cause instanceof Refusal refusal) {
        Response.ResponseBuilder answer = error(refusal.status(), refusal.detail());
        Integer retry = refusal.retrySeconds();
        return (retry == null ? answer : answer.header(HttpHeaders.RETRY_AFTER, retry)).build();
      }
    }
    if (failure instanceof ForbiddenException) {
      return error(403, "This is not for your role").build();
    }
    if (failure instanceof UnauthorizedException
        || (failure instanceof AuthenticationFailedException && !Problems.away(failure))) {
      return answer(401, TEXT, "You need to authenticate\r\n")
          .header(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"Floe\", charset=\"UTF-8\"")
          .build();
    }
    return inside(problems.unexpected(failure));
  }

  private static Response inside(Response problem) {
    String text =
        switch (problem.getStatus()) {
          case 503 -> "The database cannot be reached now: try again";
          case 500 -> "Something is wrong inside; the log of the admin service says what";
          default -> "The request cannot be served";
        };
    Response.ResponseBuilder answer = error(problem.getStatus(), text);
    String retry = problem.getHeaderString(HttpHeaders.RETRY_AFTER);
    return (retry == null ? answer : answer.header(HttpHeaders.RETRY_AFTER, retry)).build();
  }

  private static Response.ResponseBuilder error(int status, String text) {
    return answer(
        status,
        HTML,
        "<html><head><title>Error %d</title></head><body><b>%d - %s</b></body></html>\r\n"
            .formatted(status, status, escaped(text)));
  }

  private static Response.ResponseBuilder answer(int status, String type, String text) {
    return Response.status(status).entity(text.getBytes(StandardCharsets.UTF_8)).type(type);
  }

  private static String escaped(String text) {
    return IcecastXml.allowed(text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
