package io.floe.admin.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.inject.Singleton;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/**
 * Whatever goes wrong, as a problem document. Nothing of the inside gets out: what nobody expected
 * goes to the log, and the client only learns that it happened. Threads: request.
 */
@Singleton
public final class Problems {

  private static final Logger LOG = Logger.getLogger(Problems.class);
  private static final int RETRY_SECONDS = 2;
  private static final int CAUSES = 16;

  /** With this header a script of a page asks, and the browser shall not ask as well. */
  private static final String SCRIPTED = "X-Floe-Csrf";

  private final ObjectMapper json;

  Problems(ObjectMapper json) {
    this.json = json;
  }

  @ServerExceptionMapper
  public Response refused(Refusal refusal) {
    Response.ResponseBuilder answer =
        answer(refusal.status(), refusal.detail(), refusal.mistakes());
    Integer retry = refusal.retrySeconds();
    return (retry == null ? answer : answer.header(HttpHeaders.RETRY_AFTER, retry)).build();
  }

  @ServerExceptionMapper
  public Response unknown(UnauthorizedException nobody, ContainerRequestContext request) {
    return challenge("Log in: this operation is not for everybody.", request);
  }

  @ServerExceptionMapper
  public Response wrong(AuthenticationFailedException failure, ContainerRequestContext request) {
    Throwable cause = failure.getCause();
    if (cause != null && away(cause)) {
      return unexpected(cause);
    }
    return challenge("The credentials are wrong or have expired.", request);
  }

  @ServerExceptionMapper
  public Response forbidden(ForbiddenException forbidden) {
    return answer(403, "This operation is not for your role.", List.of()).build();
  }

  @ServerExceptionMapper
  public Response http(WebApplicationException failure) {
    int status = failure.getResponse().getStatus();
    if (status < 400) {
      return failure.getResponse();
    }
    // What a query says is read before the operation is called; the platform then speaks of 404.
    if (status >= 500 || failure.getCause() instanceof Refusal) {
      return unexpected(failure);
    }
    return answer(status, said(status), List.of()).build();
  }

  @ServerExceptionMapper
  public Response json(JsonProcessingException broken) {
    return answer(400, said(400), List.of()).build();
  }

  @ServerExceptionMapper(priority = Integer.MAX_VALUE)
  public Response unexpected(Throwable failure) {
    Throwable cause = failure;
    for (int i = 0; cause != null && i < CAUSES; i++, cause = cause.getCause()) {
      if (cause instanceof Refusal refusal) {
        return refused(refusal);
      }
      if (cause instanceof SQLException sql && "23505".equals(sql.getSQLState())) {
        return answer(409, "That name is taken.", List.of()).build();
      }
      if (cause instanceof SQLException sql && "22021".equals(sql.getSQLState())) {
        // A character that no text in the database can have, so that nothing of that name is there.
        return answer(400, "The request has characters that no name has.", List.of()).build();
      }
      if (cause instanceof SQLException sql && "23503".equals(sql.getSQLState())) {
        return answer(409, "Something else has changed meanwhile: look again.", List.of()).build();
      }
    }
    if (away(failure)) {
      LOG.debug("the database is away", failure);
      return answer(503, "The database cannot be reached now: try again.", List.of())
          .header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS)
          .build();
    }
    LOG.error("An operation failed", failure);
    return answer(
            500, "Something is wrong inside; the log of the admin service says what.", List.of())
        .build();
  }

  /**
   * Whether the reason is that the database cannot be reached or does not answer in time. What
   * befell a commit stands beside the causes of its failure, not among them.
   */
  public static boolean away(Throwable failure) {
    return away(failure, CAUSES);
  }

  private static boolean away(@Nullable Throwable failure, int depth) {
    if (failure == null || depth == 0) {
      return false;
    }
    if (failure instanceof SQLException sql && away(sql)) {
      return true;
    }
    return away(failure.getCause(), depth - 1)
        || Arrays.stream(failure.getSuppressed()).anyMatch(beside -> away(beside, depth - 1));
  }

  private static boolean away(SQLException sql) {
    String state = sql.getSQLState() == null ? "" : sql.getSQLState();
    String message = String.valueOf(sql.getMessage()).toLowerCase(Locale.ROOT);
    // Classes: connection, resources, operator; a lock took too long; tables or columns are not
    // made yet.
    return state.startsWith("08")
        || state.startsWith("53")
        || state.startsWith("57")
        || state.equals("55P03")
        || state.equals("42P01")
        || state.equals("42703")
        || message.contains("acquisition timeout")
        || message.contains("enlistment")
        || message.contains("i/o error");
  }

  private Response challenge(String detail, ContainerRequestContext request) {
    Response.ResponseBuilder answer = answer(401, detail, List.of());
    return scripted(request)
        ? answer.build()
        : answer
            .header(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"Floe\", charset=\"UTF-8\"")
            .build();
  }

  /** Whether a script of a page asks; one that follows events can send no header of its own. */
  private static boolean scripted(ContainerRequestContext request) {
    String accept = request.getHeaderString(HttpHeaders.ACCEPT);
    return request.getHeaderString(SCRIPTED) != null
        || (accept != null && accept.contains(MediaType.SERVER_SENT_EVENTS));
  }

  private static String said(int status) {
    return switch (status) {
      case 400 ->
          "The request is not what this operation takes: send JSON as the OpenAPI describes it.";
      case 404 -> "There is nothing at this address.";
      case 405 -> "This address knows no such method.";
      case 406 -> "This operation answers in JSON only.";
      case 413 -> "The body is too long.";
      case 415 -> "This operation takes JSON: say Content-Type: application/json.";
      default -> "The request cannot be served.";
    };
  }

  private Response.ResponseBuilder answer(
      int status, @Nullable String detail, List<Refusal.Mistake> mistakes) {
    Response.Status known = Response.Status.fromStatusCode(status);
    String title =
        status == 422 ? "Unprocessable Content" : known == null ? "Error" : known.getReasonPhrase();
    String document;
    try {
      document =
          json.writeValueAsString(new Problem("about:blank", title, status, detail, mistakes));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
    return Response.status(status).entity(document).type(Problem.MEDIA_TYPE);
  }
}
