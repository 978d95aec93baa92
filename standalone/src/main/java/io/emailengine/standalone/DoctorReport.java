package io.emailengine.standalone;

import io.emailengine.activities.pmta.doctor.Finding;
import java.io.PrintStream;

/** Findings for a person to read, and a last line that counts them. */
final class DoctorReport {
  private final PrintStream out;
  private int wrong;
  private int warnings;

  DoctorReport(PrintStream out) {
    this.out = out;
  }

  void section(String title) {
    out.println(title);
  }

  void add(Finding finding) {
    String mark =
        switch (finding.verdict()) {
          case OK -> "ok     ";
          case WARNING -> "warning";
          case WRONG -> "WRONG  ";
        };
    out.println("  " + mark + "  " + finding.what() + ": " + finding.detail());
    if (!finding.cure().isEmpty()) {
      out.println("             mend: " + finding.cure());
    }
    wrong += finding.verdict() == Finding.Verdict.WRONG ? 1 : 0;
    warnings += finding.verdict() == Finding.Verdict.WARNING ? 1 : 0;
  }

  /** Whether nothing is wrong. */
  boolean end() {
    if (wrong == 0 && warnings == 0) {
      out.println("Everything is in order.");
    } else {
      out.println("%d wrong, %d warnings.".formatted(wrong, warnings));
    }
    return wrong == 0;
  }
}
