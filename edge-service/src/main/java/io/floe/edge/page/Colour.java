package io.floe.edge.page;

/**
 * A colour on a screen, and how well it can be read on another: contrast as WCAG 2 reckons it.
 *
 * @param red 0 to 255, as are the others
 */
record Colour(int red, int green, int blue) {

  static final Colour BLACK = new Colour(0, 0, 0);
  static final Colour WHITE = new Colour(255, 255, 255);

  private static final int STEPS = 100;

  /** That of {@code #rrggbb}. */
  static Colour of(String hex) {
    int rgb = Integer.parseInt(hex.substring(1), 16);
    return new Colour(rgb >> 16 & 0xff, rgb >> 8 & 0xff, rgb & 0xff);
  }

  String hex() {
    return "#%02x%02x%02x".formatted(red, green, blue);
  }

  /** From 1, the same, to 21, black on white. */
  double contrast(Colour other) {
    double light = Math.max(luminance(), other.luminance());
    double dark = Math.min(luminance(), other.luminance());
    return (light + 0.05) / (dark + 0.05);
  }

  /** This colour as far as it has to go towards another one to be read on {@code paper}. */
  Colour readable(Colour paper, Colour towards, double least) {
    for (int step = 0; step < STEPS; step++) {
      Colour mixed = mixed(towards, step / (double) STEPS);
      if (mixed.contrast(paper) >= least) {
        return mixed;
      }
    }
    return towards;
  }

  /** So much of the other one in this one, 0 to 1. */
  Colour mixed(Colour other, double share) {
    return new Colour(
        mixed(red, other.red, share),
        mixed(green, other.green, share),
        mixed(blue, other.blue, share));
  }

  private static int mixed(int from, int to, double share) {
    return (int) Math.round(from + (to - from) * share);
  }

  private double luminance() {
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  }

  private static double linear(int part) {
    double share = part / 255.0;
    return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
  }
}
