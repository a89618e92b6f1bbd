package io.floe.stream.framing;

import org.jspecify.annotations.Nullable;

/**
 * Ogg, chained and multiplexed: one unit per page whose checksum holds. The header pages of a link
 * are gathered and handed out as one, followed by the title in its comments, when its first page of
 * data comes; a link without data is left out. Pages of a stream that no BOS page announced are
 * left out too, since nobody could decode them. A listener may start with a page that does not
 * continue a packet; whether that is a key frame of a video is not looked at. Confined to one
 * thread.
 */
final class OggFramer extends ScanningFramer {

  /** Checksums over forged pages may cost this many bytes in advance, and then per byte skipped. */
  private static final long MOST_DEBT = 4 << 20;

  private static final int REPAYMENT = 32;

  private @Nullable OggLink link;
  private boolean titled;
  private long debt;

  @Override
  int scan(byte[] bytes, int from, int to, Units out) {
    int start = from;
    int at = resume(from);
    while (true) {
      int hunted = at;
      int limit = limit(start, to);
      while (at < limit && bytes[at] != 'O') {
        at++;
      }
      debt = Math.max(0, debt - (long) (at - hunted) * REPAYMENT);
      if (at >= limit) {
        return pause(start, at, 1, out);
      }
      int length = OggPage.length(bytes, at, to);
      if (length < 0 && !ending()) {
        return pause(start, at, -length, out);
      }
      if (length > 0 && intact(bytes, at, length)) {
        found(start, at, out);
        settle();
        take(bytes, at, length, out);
        at += length;
        start = at;
        if (closed()) {
          return at;
        }
      } else {
        at++;
        debt = Math.max(0, debt - REPAYMENT);
      }
    }
  }

  private boolean intact(byte[] bytes, int at, int length) {
    if (debt > MOST_DEBT) {
      return false;
    }
    boolean intact = OggPage.intact(bytes, at, length);
    if (!intact) {
      debt += length;
    }
    return intact;
  }

  private void take(byte[] bytes, int page, int length, Units out) {
    int serial = OggPage.serial(bytes, page);
    if (OggPage.first(bytes, page)) {
      if (link == null || link.closedTo(serial)) {
        abandon(out);
        link = new OggLink();
      }
      if (link.size() == OggLink.MOST_STREAMS) {
        fail("more than " + OggLink.MOST_STREAMS + " streams in one Ogg file: send fewer", out);
        return;
      }
      link.add(new OggStream(bytes, page));
      keep(link, bytes, page, length, out);
      return;
    }
    OggStream stream = link == null ? null : link.stream(serial);
    if (link == null || stream == null) {
      out.skipped(length);
      return;
    }
    boolean header = stream.headerPage(bytes, page);
    if (header && !link.data()) {
      keep(link, bytes, page, length, out);
      return;
    }
    if (!link.data()) {
      begin(link, out);
    }
    // A header page this late is of use only to those who are listening already.
    out.audio(bytes, page, length, !header && !OggPage.continued(bytes, page));
  }

  private void keep(OggLink link, byte[] bytes, int page, int length, Units out) {
    if (link.fits(length)) {
      link.keep(bytes, page, length);
    } else {
      fail("the Ogg headers exceed 1 MiB: remove the cover picture from the comments", out);
    }
  }

  private void begin(OggLink link, Units out) {
    link.begin(out);
    String title = link.title();
    if (titled || !title.isEmpty()) {
      out.title(title);
      titled = !title.isEmpty();
    }
    link.forgetHeader();
  }

  private void fail(String reason, Units out) {
    link = null;
    close();
    out.failed(reason);
  }

  private void abandon(Units out) {
    if (link != null && link.held() > 0) {
      out.skipped(link.held());
    }
    link = null;
  }

  @Override
  void finish(Units out) {
    abandon(out);
  }

  @Override
  int held() {
    return super.held() + (link == null ? 0 : link.held());
  }

  @Override
  int footprint() {
    return super.footprint() + (link == null ? 0 : link.footprint());
  }
}
