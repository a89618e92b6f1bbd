package io.floe.launcher.imported;

import io.floe.launcher.folder.LaunchProblem;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What a file of another server has become.
 *
 * @param yaml a station file without mistakes
 * @param findings in the order of the file that was read
 */
public record Imported(String yaml, List<Finding> findings) {

  /** Longest file that is read, in bytes. */
  public static final int MAX_BYTES = 4 << 20;

  public Imported {
    findings = List.copyOf(findings);
  }

  /**
   * Reads the text of an {@code icecast.xml} or a {@code tinyice.json}.
   *
   * @param hash makes a bcrypt hash of a password
   * @throws LaunchProblem when it is neither
   */
  public static Imported from(String text, UnaryOperator<String> hash) {
    String content = text.startsWith("\uFEFF") ? text.substring(1) : text;
    String start = content.stripLeading();
    Draft draft = new Draft(hash);
    Findings findings = new Findings();
    if (start.startsWith("<")) {
      new IcecastXml(draft, findings).read(Element.parse(content));
    } else if (start.startsWith("{")) {
      new TinyIceJson(draft, findings).read(content);
    } else {
      throw new LaunchProblem(
          "the file is neither an icecast.xml nor a tinyice.json: it begins with neither < nor {.");
    }
    return new Imported(draft.yaml(), findings.all());
  }
}
