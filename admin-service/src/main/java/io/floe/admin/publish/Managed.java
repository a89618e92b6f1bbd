package io.floe.admin.publish;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.floe.admin.rest.Refusal;
import io.floe.admin.store.Lines;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/** What the station file has the say about. Pure. */
public final class Managed {

  private static final ObjectMapper JSON =
      JsonMapper.builder().addModule(new JavaTimeModule()).build();

  private Managed() {}

  /**
   * Lets a change pass.
   *
   * @param managed column of the fields that the file states
   * @param before as REST shows it
   * @param after as REST would show it
   * @param secrets fields that are changed but never shown
   * @throws Refusal 409 when one of these fields would change
   */
  public static void check(
      String what, String managed, Object before, Object after, List<String> secrets) {
    JsonNode was = JSON.valueToTree(before);
    JsonNode is = JSON.valueToTree(after);
    TreeSet<String> changed = new TreeSet<>(secrets);
    for (String field : Lines.of(managed)) {
      if (!Objects.equals(was.get(field), is.get(field))) {
        changed.add(field);
      }
    }
    changed.retainAll(Lines.of(managed));
    if (!changed.isEmpty()) {
      throw refusal(what + ": " + String.join(", ", changed));
    }
  }

  /**
   * Lets an end pass.
   *
   * @throws Refusal 409 when the file states the thing
   */
  public static void checkEnd(String what, String managed) {
    if (!managed.isEmpty()) {
      throw refusal(what);
    }
  }

  private static Refusal refusal(String what) {
    return Refusal.conflict(what + " is managed by the station file: change it there.");
  }
}
