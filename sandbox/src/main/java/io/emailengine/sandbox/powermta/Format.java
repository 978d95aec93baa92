package io.emailengine.sandbox.powermta;

import java.util.Optional;

/** The formats of answers. */
enum Format {
  TEXT,
  XML,
  DOM,
  JSON;

  static Optional<Format> of(String option) {
    return switch (option) {
      case "--xml" -> Optional.of(XML);
      case "--dom" -> Optional.of(DOM);
      case "--json" -> Optional.of(JSON);
      default -> Optional.empty();
    };
  }

  Output print(Answer answer) {
    String message = answer.text().strip();
    String printed =
        switch (this) {
          case TEXT -> answer.text();
          case DOM -> answer.good() ? answer.data().dom() : answer.text();
          case XML ->
              answer.good()
                  ? "<rsp><data>" + answer.data().xml() + "</data><succ/></rsp>\n"
                  : "<rsp><err>"
                      + message.replace("&", "&amp;").replace("<", "&lt;")
                      + "</err></rsp>\n";
          case JSON ->
              "{\"data\":"
                  + answer.data().json()
                  + ",\"status\":"
                  + Tree.quote(answer.good() ? "success" : "error")
                  + ",\"message\":"
                  + Tree.quote(answer.data().isEmpty() ? message : "")
                  + "}\n";
        };
    boolean onError = !answer.good() && (this == TEXT || this == DOM);
    return new Output(answer.good() ? 0 : 1, onError ? "" : printed, onError ? printed : "");
  }
}
