package io.emailengine.store.jdbc;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.core.convert.converter.GenericConverter;
import org.springframework.data.convert.ReadingConverter;

/** Wire names to their enums. */
@ReadingConverter
final class EnumReader implements GenericConverter {
  @Override
  public Set<ConvertiblePair> getConvertibleTypes() {
    return StoredEnums.ALL.stream()
        .map(type -> new ConvertiblePair(String.class, type))
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public @Nullable Object convert(
      @Nullable Object source, TypeDescriptor sourceType, TypeDescriptor targetType) {
    if (source == null) {
      return null;
    }
    return Arrays.stream(targetType.getType().getEnumConstants())
        .filter(constant -> WireNamed.of(((Enum<?>) constant).name()).equals(source))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no " + targetType.getType().getSimpleName() + " is called " + source));
  }
}
