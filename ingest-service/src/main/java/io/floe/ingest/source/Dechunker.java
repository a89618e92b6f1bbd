package io.floe.ingest.source;

/**
 * Takes the chunk framing off a body ({@code Transfer-Encoding: chunked}), split anywhere.
 * Extensions and trailers are dropped. Confined to one thread.
 */
final class Dechunker implements Body {

  /** Longest size line with its extensions, in bytes. */
  private static final int MAX_LINE = 1024;

  /** Longest trailer section, in bytes. */
  private static final int MAX_TRAILERS = 8192;

  private enum Stage {
    SIZE,
    EXTENSION,
    DATA,
    DATA_END,
    TRAILER,
    OVER
  }

  private Stage stage = Stage.SIZE;
  private long size;
  private int digits;
  private int line;
  private boolean trailerHasText;

  @Override
  public Step take(byte[] bytes, int offset, int length, Audio out) {
    int i = offset;
    int end = offset + length;
    while (i < end) {
      if (stage == Stage.DATA) {
        int n = (int) Math.min(size, end - i);
        out.bytes(bytes, i, n);
        i += n;
        size -= n;
        if (size == 0) {
          stage = Stage.DATA_END;
          line = 0;
        }
      } else {
        Step step = control(bytes[i++]);
        if (step != Step.MORE) {
          return step;
        }
      }
    }
    return Step.MORE;
  }

  private Step control(byte b) {
    return switch (stage) {
      case SIZE -> size(b);
      case EXTENSION -> b == '\n' ? sizeRead() : ++line > MAX_LINE ? broken() : Step.MORE;
      case DATA_END -> dataEnd(b);
      case TRAILER -> trailer(b);
      case OVER, DATA -> broken();
    };
  }

  private Step size(byte b) {
    int digit = Character.digit((char) (b & 0xff), 16);
    if (digit >= 0 && b > 0) {
      if (++digits > 8) {
        return broken();
      }
      size = size << 4 | digit;
      return Step.MORE;
    }
    if (digits == 0) {
      return broken();
    }
    return switch (b) {
      case '\n' -> sizeRead();
      case '\r', ';', ' ', '\t' -> {
        stage = Stage.EXTENSION;
        line = 0;
        yield Step.MORE;
      }
      default -> broken();
    };
  }

  private Step sizeRead() {
    digits = 0;
    line = 0;
    trailerHasText = false;
    stage = size == 0 ? Stage.TRAILER : Stage.DATA;
    return Step.MORE;
  }

  private Step dataEnd(byte b) {
    if (b == '\r' && line++ == 0) {
      return Step.MORE;
    }
    if (b != '\n') {
      return broken();
    }
    stage = Stage.SIZE;
    return Step.MORE;
  }

  private Step trailer(byte b) {
    if (++line > MAX_TRAILERS) {
      return broken();
    }
    if (b == '\n') {
      if (!trailerHasText) {
        stage = Stage.OVER;
        return Step.END;
      }
      trailerHasText = false;
    } else if (b != '\r') {
      trailerHasText = true;
    }
    return Step.MORE;
  }

  private Step broken() {
    stage = Stage.OVER;
    return Step.BROKEN;
  }
}
