package io.emailengine.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.swagger.v3.oas.annotations.Hidden;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/** The document says what the routes do. */
class OpenApiTest {
  private final ApiUnderTest api = ApiUnderTest.shared();

  private JsonNode document() {
    return api.http().withoutKey().get("/v3/api-docs").expect(200).json();
  }

  @Test
  void listsEveryRouteThatHasAnEffectAndNoOther() {
    Set<String> mapped = new TreeSet<>(Set.of("get /livez", "get /readyz"));
    api.bean(RequestMappingHandlerMapping.class)
        .getHandlerMethods()
        .forEach(
            (mapping, handler) -> {
              if (isOurs(handler)) {
                for (RequestMethod method : mapping.getMethodsCondition().getMethods()) {
                  mapping
                      .getPatternValues()
                      .forEach(path -> mapped.add(lower(method.name()) + " " + path));
                }
              }
            });
    Set<String> listed = new TreeSet<>();
    document()
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .propertyNames()
                    .forEach(method -> listed.add(method + " " + path.getKey())));
    assertThat(listed).isEqualTo(mapped).hasSizeGreaterThan(15);
  }

  private static boolean isOurs(HandlerMethod handler) {
    Class<?> type = handler.getBeanType();
    return type.getPackageName().startsWith("io.emailengine")
        && !type.isAnnotationPresent(Hidden.class);
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  @Test
  void saysHowToGetInAndWhatRefusalsLookLike() {
    JsonNode document = document();
    assertThat(document.at("/components/securitySchemes/key/name").asString())
        .isEqualTo("X-API-Key");
    assertThat(document.at("/components/securitySchemes/bearer/scheme").asString())
        .isEqualTo("bearer");
    assertThat(document.at("/components/schemas/Problem/properties").propertyNames())
        .containsExactlyInAnyOrder("type", "title", "status", "detail", "errors");
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        method -> {
                          if (path.getKey().startsWith("/api/")) {
                            JsonNode responses = method.getValue().path("responses");
                            assertThat(responses.at("/default/content").propertyNames())
                                .as(path.getKey())
                                .containsExactly("application/problem+json");
                            assertThat(responses.propertyNames())
                                .as(path.getKey())
                                .anyMatch(status -> status.startsWith("2"));
                          }
                        }));
  }

  @Test
  void describesBodiesAndAnswersByName() {
    JsonNode document = document();
    assertThat(
            document
                .at(
                    "/paths/~1api~1v2~1ips/post/responses/201/content/application~1json/schema/$ref")
                .asString())
        .isEqualTo("#/components/schemas/Ip");
    assertThat(document.at("/components/schemas").propertyNames())
        .contains("RegisterIp", "RegisterServer", "Adopt", "CreateTenant", "Pause", "Resume")
        .doesNotContain("JsonNode");
    assertThat(document.at("/components/schemas/RegisterIp/properties/address/example").asString())
        .isNotBlank();
    assertThat(document.toString()).doesNotContain("io.emailengine", "mailwizzServerId");
  }
}
