package io.emailengine.activities.pmta.host;

import java.util.List;
import java.util.stream.Stream;

/**
 * Where the helper lies and who runs it.
 *
 * @param prefix before all its paths; empty but in tests
 * @param root whether the login is root and needs no {@code sudo}
 */
record HelperPlace(String prefix, boolean root) {
  String script() {
    return prefix + HelperScript.PATH;
  }

  /** Where a new one is uploaded; installing removes it. */
  String uploaded() {
    return script() + ".new";
  }

  List<String> call(List<String> words) {
    Stream<String> program = root ? Stream.of(script()) : Stream.of("sudo", "-n", script());
    return Stream.concat(program, words.stream()).toList();
  }

  List<String> install(String configPath, String pmta) {
    Stream<String> words = Stream.of("sh", uploaded(), "install", configPath, pmta);
    return Stream.concat(words, prefix.isEmpty() ? Stream.empty() : Stream.of(prefix)).toList();
  }
}
