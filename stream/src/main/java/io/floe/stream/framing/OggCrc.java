package io.floe.stream.framing;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The checksum of Ogg pages: polynomial 0x04C11DB7, most significant bit first, nothing inverted.
 * The CRC32 of the JDK is of the other bit order. Threads: any.
 */
final class OggCrc {

  private static final int POLYNOMIAL = 0x04C1_1DB7;
  private static final int LANES = 8;
  private static final VarHandle BIG =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  /** {@code TABLES[k][b]}: what byte b does to the sum when k bytes follow it. */
  private static final int[][] TABLES = tables();

  private OggCrc() {}

  static int update(int crc, byte[] bytes, int offset, int length) {
    int[] t0 = TABLES[0];
    int[] t1 = TABLES[1];
    int[] t2 = TABLES[2];
    int[] t3 = TABLES[3];
    int[] t4 = TABLES[4];
    int[] t5 = TABLES[5];
    int[] t6 = TABLES[6];
    int[] t7 = TABLES[7];
    int sum = crc;
    int at = offset;
    int end = offset + length;
    for (int whole = offset + (length & -LANES); at < whole; at += LANES) {
      int high = sum ^ (int) BIG.get(bytes, at);
      int low = (int) BIG.get(bytes, at + 4);
      sum =
          t7[high >>> 24]
              ^ t6[(high >>> 16) & 0xFF]
              ^ t5[(high >>> 8) & 0xFF]
              ^ t4[high & 0xFF]
              ^ t3[low >>> 24]
              ^ t2[(low >>> 16) & 0xFF]
              ^ t1[(low >>> 8) & 0xFF]
              ^ t0[low & 0xFF];
    }
    for (; at < end; at++) {
      sum = (sum << 8) ^ t0[(sum >>> 24) ^ (bytes[at] & 0xFF)];
    }
    return sum;
  }

  static int updateZeros(int crc, int count) {
    int sum = crc;
    for (int i = 0; i < count; i++) {
      sum = (sum << 8) ^ TABLES[0][sum >>> 24];
    }
    return sum;
  }

  private static int[][] tables() {
    int[][] tables = new int[LANES][256];
    for (int value = 0; value < 256; value++) {
      int sum = value << 24;
      for (int bit = 0; bit < 8; bit++) {
        sum = (sum << 1) ^ (sum < 0 ? POLYNOMIAL : 0);
      }
      tables[0][value] = sum;
    }
    for (int lane = 1; lane < LANES; lane++) {
      for (int value = 0; value < 256; value++) {
        int before = tables[lane - 1][value];
        tables[lane][value] = (before << 8) ^ tables[0][before >>> 24];
      }
    }
    return tables;
  }
}
