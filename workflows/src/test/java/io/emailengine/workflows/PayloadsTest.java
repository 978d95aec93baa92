package io.emailengine.workflows;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.emailengine.workflows.apply.ServerEvaluation;
import io.emailengine.workflows.warmup.PauseSignal;
import io.temporal.api.common.v1.Payload;
import io.temporal.common.converter.DataConverter;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PayloadsTest {
  private final DataConverter converter = Payloads.dataConverter();

  private record Times(Instant at, Duration length) {}

  @Test
  void writesTimesAsText() {
    Payload payload =
        converter
            .toPayload(new Times(Instant.parse("2026-06-01T00:10:00Z"), Duration.ofDays(14)))
            .orElseThrow();
    assertThat(payload.getData().toStringUtf8())
        .isEqualTo("{\"at\":\"2026-06-01T00:10:00Z\",\"length\":\"PT336H\"}");
    assertThat(converter.fromPayload(payload, Times.class, Times.class).length())
        .isEqualTo(Duration.ofDays(14));
  }

  @Test
  void ignoresFieldsOfANewerVersionAndMissesNoneOfAnOlderOne() {
    Payload written = converter.toPayload(new PauseSignal("x", null)).orElseThrow();
    Payload newer = with(written, "{\"reason\":\"x\",\"until\":null,\"severity\":3}");
    Payload older = with(written, "{\"reason\":\"x\"}");
    for (Payload payload : new Payload[] {newer, older}) {
      assertThat(converter.fromPayload(payload, PauseSignal.class, PauseSignal.class))
          .isEqualTo(new PauseSignal("x", null));
    }
  }

  @Test
  void bringsEnumsBack() {
    ServerEvaluation value =
        new ServerEvaluation(
            ServerEvaluation.Action.OBSERVE, Instant.parse("2026-06-01T00:10:00.123Z"), "looks");
    Payload payload = converter.toPayload(value).orElseThrow();
    assertThat(converter.fromPayload(payload, ServerEvaluation.class, ServerEvaluation.class))
        .isEqualTo(value);
  }

  private static Payload with(Payload payload, String json) {
    return payload.toBuilder().setData(ByteString.copyFromUtf8(json)).build();
  }
}
