package io.emailengine.activities.pmta.config.grammar;

/**
 * Where the value of a directive's line stands. A line without a value has an empty one right after
 * its keyword.
 */
record ValueSpan(int keywordEnd, int start, int end) {
  static ValueSpan of(byte[] bytes, Line line) {
    int at = line.start();
    while (Words.isBlank(bytes[at])) {
      at++;
    }
    while (at < line.end() && !Words.isBlank(bytes[at]) && bytes[at] != '\n' && bytes[at] != '#') {
      at++;
    }
    int keywordEnd = at;
    int end = at;
    while (end < line.end() && bytes[end] != '\n' && bytes[end] != '#') {
      end++;
    }
    while (end > keywordEnd && Words.isBlank(bytes[end - 1])) {
      end--;
    }
    while (at < end && Words.isBlank(bytes[at])) {
      at++;
    }
    return end == keywordEnd
        ? new ValueSpan(keywordEnd, keywordEnd, keywordEnd)
        : new ValueSpan(keywordEnd, at, end);
  }
}
