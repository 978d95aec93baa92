package io.emailengine.activities.pmta.config.tree;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobsTest {
  @ParameterizedTest
  @CsvSource({
    "/a/*.conf, /a/x.conf, true",
    "/a/*.conf, /a/b/x.conf, false",
    "/a/*.conf, /a/.x.conf, false",
    "/a/.*.conf, /a/.x.conf, true",
    "/a/*/*.conf, /a/b/x.conf, true",
    "/a/?x.conf, /a/.x.conf, false",
    "/a/?.conf, /a/xy.conf, false",
    "/a/[0-9]?.c, /a/1x.c, true",
    "/a/[!0-9]x.c, /a/1x.c, false",
    "/a/[!0-9]x.c, /a/bx.c, true",
    "/a/[]-]x.c, /a/]x.c, true",
    "/a/[x.c, /a/[x.c, true",
    "/a/{b}.c, /a/{b}.c, true",
    "/a/(b|c)+.c, /a/b.c, false",
    "/a/[z-a]*.c, /a/z.c, false",
  })
  void matchesAsAShellDoes(String glob, String path, boolean matches) {
    assertThat(Globs.matches(glob, path)).isEqualTo(matches);
  }
}
