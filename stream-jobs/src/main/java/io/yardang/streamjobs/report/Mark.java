package io.yardang.streamjobs.report;

/** The numbered dot of a finding. */
final class Mark {
  private Mark() {}

  static void draw(Markup svg, double x, double y, int number, String text) {
    String cx = Words.number(x, 1);
    svg.open("g").leaf("title", text);
    svg.leaf("circle", "", "class", "mark", "cx", cx, "cy", Words.number(y, 1), "r", "8");
    svg.leaf(
        "text",
        Integer.toString(number),
        "class",
        "markno",
        "x",
        cx,
        "y",
        Words.number(y + 3.5, 1),
        "text-anchor",
        "middle");
    svg.close();
  }
}
