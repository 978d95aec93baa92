package io.emailengine.api.openapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.core.util.Json;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.reflect.RecordComponent;
import java.util.Iterator;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Says of our records what is always there and what may be null: a component that is never null is
 * required; one that may be is either left out then, or there with null if it has {@link
 * JsonInclude}.
 */
@Component
class RecordSchemas implements ModelConverter {
  private static final String NULL = "null";

  @Override
  @SuppressWarnings("rawtypes") // as the interface has it
  public @Nullable Schema resolve(
      AnnotatedType type, ModelConverterContext context, Iterator<ModelConverter> chain) {
    if (!chain.hasNext()) {
      return null;
    }
    Schema<?> resolved = chain.next().resolve(type, context, chain);
    if (resolved == null) {
      return null;
    }
    Class<?> raw = Json.mapper().constructType(type.getType()).getRawClass();
    if (raw.isRecord() && raw.getPackageName().startsWith("io.emailengine")) {
      Schema<?> model = model(resolved, context);
      if (model != null && model.getProperties() != null) {
        for (RecordComponent component : raw.getRecordComponents()) {
          describe(model, component, raw);
        }
      }
    }
    return resolved;
  }

  private static @Nullable Schema<?> model(Schema<?> resolved, ModelConverterContext context) {
    String ref = resolved.get$ref();
    return ref == null
        ? resolved
        : context.getDefinedModels().get(ref.substring(ref.lastIndexOf('/') + 1));
  }

  private static void describe(Schema<?> model, RecordComponent component, Class<?> owner) {
    String name = component.getName();
    Schema<?> property = model.getProperties().get(name);
    if (property == null) {
      return; // hidden
    }
    boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    boolean shown = nullable && isAlwaysShown(component, owner);
    if (!nullable || shown) {
      require(model, name);
    }
    if (shown) {
      model.getProperties().put(name, orNull(property));
    }
  }

  private static void require(Schema<?> model, String name) {
    if (model.getRequired() == null || !model.getRequired().contains(name)) {
      model.addRequiredItem(name);
    }
  }

  private static boolean isAlwaysShown(RecordComponent component, Class<?> owner) {
    JsonInclude own = component.getAccessor().getAnnotation(JsonInclude.class);
    JsonInclude include = own == null ? owner.getAnnotation(JsonInclude.class) : own;
    return include != null && include.value() == JsonInclude.Include.ALWAYS;
  }

  private static boolean isNull(Schema<?> schema) {
    return schema.getTypes() != null && schema.getTypes().equals(Set.of(NULL));
  }

  private static Schema<?> orNull(Schema<?> property) {
    if (property.get$ref() != null) {
      return new JsonSchema().addAnyOfItem(property).addAnyOfItem(new JsonSchema().typesItem(NULL));
    }
    if (property.getAnyOf() != null) {
      if (property.getAnyOf().stream().noneMatch(RecordSchemas::isNull)) {
        property.addAnyOfItem(new JsonSchema().typesItem(NULL));
      }
    } else if (property.getTypes() != null) {
      property.addType(NULL);
    }
    return property;
  }
}
