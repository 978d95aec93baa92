package io.emailengine.activities.pmta.config.grammar;

import java.util.Random;

/** Makes configuration text of the kind that people and accidents write. */
final class NastyText {
  private static final String[] PIECES = {
    "<virtual-mta a>",
    "</virtual-mta>",
    "<domain *>",
    "</domain>",
    "</ domain x >",
    "< source 0/0 >",
    "</source>",
    "<mx-rollup-list >",
    "max-smtp-msg-rate 5/d",
    "include /etc/x",
    "#",
    " # note",
    "\t",
    "    ",
    "\n",
    "\n",
    "\n",
    "\r\n",
    "\r",
    "\"",
    "\\",
    "<",
    ">",
    "</",
    "\u0000",
    "\u00e9",
    "\u2028",
    "\ud83d\ude00",
    "\ufeff",
    "x",
    "reply /a<b>c/ mode=backoff",
    "<acct-file |cmd > out>",
    ""
  };

  private NastyText() {}

  static String next(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(60); i > 0; i--) {
      text.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return text.toString();
  }
}
