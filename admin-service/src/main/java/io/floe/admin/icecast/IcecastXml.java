package io.floe.admin.icecast;

import io.floe.wire.bus.Message;
import io.floe.wire.command.Audiences.Found;
import io.floe.wire.command.Audiences.Seat;
import io.floe.wire.report.ClusterView.Stream;
import java.io.StringWriter;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * A document in the making: names and letter case are those of Icecast 2.4.4, with those of kh
 * beside them where panels read them (docs/icecast-compat.md 5). Well-formed whatever texts hold.
 * Confined to one thread.
 */
final class IcecastXml {

  private static final XMLOutputFactory FACTORY = XMLOutputFactory.newFactory();

  private static final long MS = 1000;

  /** What is written. */
  private interface Body {
    void write(XMLStreamWriter xml) throws XMLStreamException;
  }

  private IcecastXml() {}

  /** {@code /admin/stats}. */
  static String stats(ServerFields server, List<SourceEntry> sources) {
    return document(xml -> {
      xml.writeStartElement("icestats");
      for (var field : server.fields().entrySet()) {
        element(xml, field.getKey(), field.getValue());
      }
      for (SourceEntry source : sources) {
        source(xml, source.stream());
        for (var field : source.fields().entrySet()) {
          element(xml, field.getKey(), field.getValue());
        }
        xml.writeEndElement();
      }
      xml.writeEndElement();
    });
  }

  /**
   * {@code /admin/listmounts}.
   *
   * @param now wall clock in ms
   */
  static String mounts(List<MountEntry> mounts, long now) {
    return document(xml -> {
      xml.writeStartElement("icestats");
      for (MountEntry mount : mounts) {
        Stream stream = mount.stream();
        source(xml, stream);
        element(xml, "fallback", mount.fallback());
        element(xml, "listeners", stream.listeners());
        element(xml, "Listeners", stream.listeners());
        element(xml, "Connected", seconds(stream.startedAt(), now));
        element(xml, "content-type", stream.info().contentType());
        xml.writeEndElement();
      }
      xml.writeEndElement();
    });
  }

  /**
   * {@code /admin/listclients}.
   *
   * @param now wall clock in ms
   */
  static String clients(Stream stream, Found found, long now) {
    return document(xml -> {
      xml.writeStartElement("icestats");
      source(xml, stream);
      if (!found.whole()) {
        xml.writeAttribute("complete", "false");
      }
      element(xml, "Listeners", found.total());
      element(xml, "listeners", found.total());
      for (Seat seat : found.seats()) {
        Message.Listener listener = seat.listener();
        xml.writeStartElement("listener");
        xml.writeAttribute("id", String.valueOf(listener.number()));
        element(xml, "IP", listener.address());
        element(xml, "UserAgent", listener.agent());
        element(xml, "Connected", seconds(listener.since(), now));
        element(xml, "ID", listener.number());
        xml.writeEndElement();
      }
      xml.writeEndElement();
      xml.writeEndElement();
    });
  }

  /**
   * What came of a command.
   *
   * @param done whether it was done
   */
  static String response(String message, boolean done) {
    return document(xml -> {
      xml.writeStartElement("iceresponse");
      element(xml, "message", message);
      element(xml, "return", done ? 1 : 0);
      xml.writeEndElement();
    });
  }

  private static String document(Body body) {
    StringWriter text = new StringWriter();
    text.append("<?xml version=\"1.0\"?>\n");
    try {
      XMLStreamWriter xml = FACTORY.createXMLStreamWriter(text);
      body.write(xml);
      xml.close();
    } catch (XMLStreamException impossible) {
      throw new IllegalStateException("a document in memory cannot fail", impossible);
    }
    return text.append("\n").toString();
  }

  private static void source(XMLStreamWriter xml, Stream stream) throws XMLStreamException {
    xml.writeStartElement("source");
    xml.writeAttribute("mount", allowed(stream.mount().value()));
  }

  private static void element(XMLStreamWriter xml, String name, Object value)
      throws XMLStreamException {
    xml.writeStartElement(name);
    xml.writeCharacters(allowed(value.toString()));
    xml.writeEndElement();
  }

  private static long seconds(long since, long now) {
    return Math.max(0, (now - since) / MS);
  }

  /** Characters that XML 1.0 does not have, escaped or not, become the replacement character. */
  static String allowed(String text) {
    StringBuilder whole = new StringBuilder(text.length());
    text.codePoints()
        .map(c ->
            c == '\t'
                    || c == '\n'
                    || (c >= ' ' && c < Character.MIN_SURROGATE)
                    || (c > Character.MAX_SURROGATE && c < 0xFFFE)
                    || c >= Character.MIN_SUPPLEMENTARY_CODE_POINT
                ? c
                : 0xFFFD)
        .forEach(whole::appendCodePoint);
    return whole.toString();
  }
}
