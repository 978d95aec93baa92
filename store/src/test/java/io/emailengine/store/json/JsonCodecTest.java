package io.emailengine.store.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emailengine.store.testing.TestRows;
import io.emailengine.workflows.model.IpAddress;
import io.emailengine.workflows.schedule.WarmupSchedule;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonCodecTest {
  record Facts(
      Instant at,
      Duration length,
      LocalTime dayStart,
      IpAddress address,
      @Nullable Integer maybe,
      Map<String, Integer> caps) {
    public boolean isNotAComponent() {
      return true;
    }
  }

  @Test
  void writesASchedulesCapsAsNumbers() {
    Json json = Json.of(TestRows.SIX_WEEK);
    assertThat(json.text())
        .startsWith("{\"name\":\"six-week\",\"steps\":[{\"cap\":50,\"days\":7},")
        .doesNotContain("messages");
    assertThat(json.as(WarmupSchedule.class)).isEqualTo(TestRows.SIX_WEEK);
  }

  @Test
  void writesComponentsOnlyAndTimesAsIsoText() {
    Facts facts =
        new Facts(
            Instant.parse("2026-03-01T00:00:00.123456Z"),
            Duration.ofMinutes(90),
            LocalTime.of(0, 10),
            new IpAddress("2001:db8::1"),
            null,
            Map.of("a", 1));
    Json json = Json.of(facts);
    assertThat(json.text())
        .isEqualTo(
            "{\"at\":\"2026-03-01T00:00:00.123456Z\",\"length\":\"PT1H30M\",\"dayStart\":\"00:10:00\","
                + "\"address\":\"2001:db8::1\",\"maybe\":null,\"caps\":{\"a\":1}}");
    assertThat(json.as(Facts.class)).isEqualTo(facts);
  }

  @Test
  void ignoresPropertiesOfANewerVersion() {
    Json newer =
        new Json("{\"name\":\"x\",\"steps\":[{\"cap\":1,\"days\":1,\"new\":2}],\"more\":[]}");
    assertThat(newer.as(WarmupSchedule.class).stepCount()).isOne();
  }

  @Test
  void readsListsAndMaps() {
    assertThat(JsonCodec.readList(Json.of(List.of("a", "b")), String.class))
        .containsExactly("a", "b");
    assertThat(JsonCodec.readMap(new Json("{\"a\":{\"b\":[1]}}")))
        .isEqualTo(Map.of("a", Map.of("b", List.of(1))));
  }

  @Test
  void keepsNoNulBecausePostgresCannot() {
    String text = "a\0b \\u0000 \\\0 \1 \\";

    assertThat(JsonCodec.readMap(Json.of(Map.of("k\0", text))))
        .isEqualTo(Map.of("k\uFFFD", text.replace('\0', '\uFFFD')));
  }

  @Test
  void namesTheTypeAndNotTheValueWhenItCannotRead() {
    Json json = new Json("{\"name\":\"hunter2\",\"steps\":\"hunter2\"}");
    assertThatThrownBy(() -> json.as(WarmupSchedule.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("WarmupSchedule")
        .hasMessageNotContaining("hunter2")
        .hasNoCause();
  }
}
