package io.emailengine.api.openapi;

import io.emailengine.api.problem.Problem;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.PathItem.HttpMethod;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.HeaderParameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the document says beside what the routes say of themselves. */
@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {
  private static final Set<HttpMethod> MUTATIONS =
      EnumSet.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE);

  @Bean
  OpenAPI openApi() {
    return new OpenAPI()
        .info(
            new Info()
                .title("email-engine")
                .version("2")
                .description(
                    "Pilots PowerMTA: warm-ups, stops, configurations. Errors are RFC 9457 problems whose errors[] name each bad field."))
        // Where it is read is where it is served.
        .servers(List.of(new Server().url("/")))
        .components(
            new Components()
                .addSecuritySchemes(
                    "key",
                    new SecurityScheme()
                        .type(SecurityScheme.Type.APIKEY)
                        .in(SecurityScheme.In.HEADER)
                        .name("X-API-Key"))
                .addSecuritySchemes(
                    "bearer", new SecurityScheme().type(SecurityScheme.Type.HTTP).scheme("bearer")))
        .addSecurityItem(new SecurityRequirement().addList("key"))
        .addSecurityItem(new SecurityRequirement().addList("bearer"))
        .path("/livez", probe("Whether the process lives"))
        .path("/readyz", probe("Whether the database and Temporal answer"));
  }

  private static PathItem probe(String summary) {
    Operation operation =
        new Operation()
            .summary(summary)
            .addTagsItem("Probes")
            .security(List.of())
            .responses(
                new ApiResponses()
                    .addApiResponse("200", new ApiResponse().description("Yes"))
                    .addApiResponse("503", new ApiResponse().description("No")));
    return new PathItem().get(operation);
  }

  @Bean
  OpenApiCustomizer problemsAndIdempotencyKeys() {
    return document -> {
      ModelConverters.getInstance(true)
          .readAll(Problem.class)
          .forEach(document.getComponents()::addSchemas);
      document.getPaths().values().stream()
          .flatMap(path -> path.readOperations().stream())
          .filter(operation -> operation.getSecurity() == null)
          .forEach(operation -> operation.getResponses().addApiResponse("default", refused()));
      document.getPaths().values().stream()
          .flatMap(path -> path.readOperationsMap().entrySet().stream())
          .filter(operation -> MUTATIONS.contains(operation.getKey()))
          .forEach(operation -> operation.getValue().addParametersItem(idempotencyKey()));
      document.getPaths().values().stream()
          .flatMap(path -> path.readOperations().stream())
          .flatMap(operation -> operation.getResponses().entrySet().stream())
          .filter(response -> hasLocation(response.getKey(), response.getValue()))
          .forEach(response -> response.getValue().addHeaderObject("Location", location()));
    };
  }

  private static ApiResponse refused() {
    Schema<?> problem = new Schema<>();
    problem.set$ref("#/components/schemas/Problem");
    return new ApiResponse()
        .description("Refused; nothing was changed")
        .content(
            new Content()
                .addMediaType("application/problem+json", new MediaType().schema(problem)));
  }

  /** What was made, and what goes on without its caller, is to be found somewhere. */
  private static boolean hasLocation(String status, ApiResponse response) {
    return status.equals("201")
        || response.getContent() != null
            && response.getContent().values().stream()
                .map(type -> String.valueOf(type.getSchema().get$ref()))
                .anyMatch(ref -> ref.endsWith("/HostRequestAccepted"));
  }

  private static Header location() {
    return new Header()
        .description("Path where it is to be found")
        .required(true)
        .schema(new StringSchema());
  }

  private static HeaderParameter idempotencyKey() {
    HeaderParameter parameter = new HeaderParameter();
    parameter
        .name("Idempotency-Key")
        .required(false)
        .description("The same key with the same request gets the first answer again.")
        .schema(new StringSchema().maxLength(200));
    return parameter;
  }
}
