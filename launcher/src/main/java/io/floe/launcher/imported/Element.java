package io.floe.launcher.imported;

import io.floe.launcher.folder.LaunchProblem;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.InputSource;
import org.xml.sax.Locator;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * One element of an XML file.
 *
 * @param line that its start tag ends in, from 1
 * @param text directly within it, without blanks around
 */
record Element(
    String name, int line, Map<String, String> attributes, List<Element> children, String text) {

  private static final int DEEPEST = 32;
  private static final int MOST = 100_000;

  /** The first child of that name. */
  Optional<Element> child(String wanted) {
    return children.stream().filter(each -> each.name().equals(wanted)).findFirst();
  }

  /** Where it is, for people. */
  String where() {
    return "line " + line;
  }

  /**
   * The root of an XML text. Reads nothing but the text: no document type, no entity of its own.
   *
   * @throws LaunchProblem when it is no such XML
   */
  static Element parse(String xml) {
    Tree tree = new Tree();
    try {
      SAXParserFactory factory = SAXParserFactory.newInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      factory.setFeature("http://xml.org/sax/features/external-general-entities", false);
      factory.setFeature("http://xml.org/sax/features/external-parameter-entities", false);
      factory.newSAXParser().parse(new InputSource(new StringReader(xml)), tree);
    } catch (SAXParseException e) {
      throw new LaunchProblem(
          "this is no XML that can be read: line %d: %s Correct it and try again."
              .formatted(
                  Math.max(1, e.getLineNumber()), Findings.shown(String.valueOf(e.getMessage()))),
          e);
    } catch (SAXException | IOException e) {
      throw new LaunchProblem("this is no XML that can be read: " + e.getMessage() + ".", e);
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException(e);
    }
    if (tree.root == null) {
      throw new LaunchProblem("this is no XML that can be read: it has no element.");
    }
    return tree.root;
  }

  private static final class Tree extends DefaultHandler {

    /** An element whose end has not come yet. */
    private record Open(
        String name,
        int line,
        Map<String, String> attributes,
        List<Element> children,
        StringBuilder text) {}

    private final Deque<Open> open = new ArrayDeque<>();
    private @Nullable Locator locator;
    private @Nullable Element root;
    private int count;

    @Override
    public void setDocumentLocator(Locator given) {
      locator = given;
    }

    @Override
    public void startElement(String uri, String localName, String name, Attributes given)
        throws SAXException {
      if (++count > MOST || open.size() >= DEEPEST) {
        throw new SAXParseException(
            "more than %d elements or %d levels.".formatted(MOST, DEEPEST), locator);
      }
      Map<String, String> attributes = new LinkedHashMap<>();
      for (int i = 0; i < given.getLength(); i++) {
        attributes.put(given.getQName(i), given.getValue(i));
      }
      int line = locator == null ? 1 : Math.max(1, locator.getLineNumber());
      open.push(new Open(name, line, attributes, new ArrayList<>(), new StringBuilder()));
    }

    @Override
    public void characters(char[] chars, int start, int length) {
      Open inner = open.peek();
      if (inner != null) {
        inner.text().append(chars, start, length);
      }
    }

    @Override
    public void endElement(String uri, String localName, String name) {
      Open ended = open.pop();
      Element element =
          new Element(
              ended.name(),
              ended.line(),
              ended.attributes(),
              List.copyOf(ended.children()),
              ended.text().toString().strip());
      Open outer = open.peek();
      if (outer == null) {
        root = element;
      } else {
        outer.children().add(element);
      }
    }

    /** The default prints to the terminal. */
    @Override
    public void error(SAXParseException e) throws SAXException {
      throw e;
    }

    @Override
    public void fatalError(SAXParseException e) throws SAXException {
      throw e;
    }
  }
}
