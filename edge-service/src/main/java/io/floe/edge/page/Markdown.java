package io.floe.edge.page;

import java.util.regex.Pattern;
import org.commonmark.node.BlockQuote;
import org.commonmark.node.BulletList;
import org.commonmark.node.Code;
import org.commonmark.node.Document;
import org.commonmark.node.Emphasis;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.OrderedList;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.StrongEmphasis;
import org.commonmark.node.Text;
import org.commonmark.node.ThematicBreak;
import org.commonmark.parser.Parser;

/**
 * Markdown as markup that is ours to the last tag: what is written here and nothing else comes out.
 * Raw HTML is text, pictures are their descriptions, links lead to the web, to an address of mail
 * or to a path of this server. Confined to one thread.
 */
final class Markdown {

  /** Blocks within blocks; what lies deeper is text of the deepest. */
  private static final int MOST_BLOCKS = 12;

  /** Deepest that is written; the text of what lies deeper is left out. */
  private static final int MOST_DEPTH = 60;

  /** The title of the page is the one heading of the first rank. */
  private static final int LOWEST_HEADING = 6;

  private static final Pattern LINK =
      Pattern.compile(
          "https?://[^\\s\\p{Cntrl}\\\\\"'<>`]{1,1000}"
              + "|mailto:[^\\s\\p{Cntrl}\\\\\"'<>`:/]{1,300}"
              + "|/(?![/\\\\])[^\\s\\p{Cntrl}\\\\\"'<>`]{0,1000}"
              + "|#[^\\s\\p{Cntrl}\\\\\"'<>`]{0,300}");

  private final StringBuilder out = new StringBuilder();
  private int depth;

  private Markdown() {}

  /** It as markup of blocks. */
  static Html html(String text) {
    Markdown markdown = new Markdown();
    markdown.write(Parser.builder().maxOpenBlockParsers(MOST_BLOCKS).build().parse(text));
    return new Html(markdown.out.toString());
  }

  private void write(Node node) {
    switch (node) {
      case Document it -> within(it);
      case Paragraph it -> within("p", it);
      case Heading it -> within("h" + Math.min(it.getLevel() + 1, LOWEST_HEADING), it);
      case BlockQuote it -> within("blockquote", it);
      case BulletList it -> within("ul", it);
      case OrderedList it -> within("ol", it);
      case ListItem it -> within("li", it);
      case Emphasis it -> within("em", it);
      case StrongEmphasis it -> within("strong", it);
      case Link it -> link(it);
      case Code it -> text("code", it.getLiteral());
      case FencedCodeBlock it -> text("pre", it.getLiteral());
      case IndentedCodeBlock it -> text("pre", it.getLiteral());
      case HtmlBlock it -> text("p", it.getLiteral());
      case HtmlInline it -> text(it.getLiteral());
      case Text it -> text(it.getLiteral());
      case SoftLineBreak _ -> out.append('\n');
      case HardLineBreak _ -> out.append("<br>");
      case ThematicBreak _ -> out.append("<hr>");
      default -> within(node); // such as a picture: what it is called
    }
  }

  private void within(String tag, Node node) {
    out.append('<').append(tag).append('>');
    within(node);
    out.append("</").append(tag).append('>');
  }

  private void within(Node node) {
    if (depth == MOST_DEPTH) {
      return;
    }
    depth++;
    for (Node child = node.getFirstChild(); child != null; child = child.getNext()) {
      write(child);
    }
    depth--;
  }

  private void link(Link link) {
    if (!LINK.matcher(link.getDestination()).matches()) {
      within(link);
      return;
    }
    out.append("<a rel=\"noopener noreferrer nofollow\" href=\"")
        .append(Html.text(link.getDestination()).markup())
        .append("\">");
    within(link);
    out.append("</a>");
  }

  private void text(String tag, String text) {
    out.append('<').append(tag).append('>');
    text(text);
    out.append("</").append(tag).append('>');
  }

  /** Ends of lines are no control characters here. */
  private void text(String text) {
    String[] lines = text.strip().isEmpty() ? new String[] {text} : text.split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      out.append(i == 0 ? "" : "\n").append(Html.text(lines[i]).markup());
    }
  }
}
