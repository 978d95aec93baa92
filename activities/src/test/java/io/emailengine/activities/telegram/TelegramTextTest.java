package io.emailengine.activities.telegram;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.activities.telegram.TelegramText.Numbered;
import io.emailengine.activities.telegram.TelegramText.Packed;
import io.emailengine.store.outbox.Message;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TelegramTextTest {
  private static Numbered message(long number, Message.Severity severity, List<String> lines) {
    return new Numbered(number, new Message(severity, "Title " + number, lines));
  }

  @Test
  void packsAsManyMessagesAsFitInTheirOrder() {
    String line = "x".repeat(500);
    List<Numbered> many =
        LongStream.rangeClosed(1, 20)
            .mapToObj(n -> message(n, Message.Severity.INFO, List.of(line)))
            .toList();

    Packed packed = TelegramText.pack(many);

    assertThat(packed.count()).isEqualTo(7);
    assertThat(packed.text().plain()).hasSizeLessThanOrEqualTo(TelegramText.LIMIT);
    assertThat(packed.text().plain()).contains("Title 1 #1", "Title 7 #7").doesNotContain("#8");
    assertThat(packed.text().silent()).isTrue();
  }

  @Test
  void cutsALongMessageOnWholeLines() {
    Packed packed =
        TelegramText.pack(
            List.of(
                message(
                    1,
                    Message.Severity.CRITICAL,
                    Collections.nCopies(100, "<" + "y".repeat(2000)))));

    assertThat(packed.text().plain()).hasSizeLessThanOrEqualTo(TelegramText.LIMIT);
    assertThat(packed.text().plain()).endsWith("more");
    assertThat(packed.text().html()).startsWith("<b>CRITICAL: Title 1 #1</b>\n&lt;yyy");
    assertThat(packed.text().silent()).isFalse();
  }
}
